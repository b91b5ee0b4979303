"""From tables to counts: row-level expressions whose sums can be added in any order."""
