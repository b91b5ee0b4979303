"""From an entry to a study: which districts and periods are compared, and what could be seen."""
