"""From counts to estimates: the question, its cells and groups, the kinds and their limits."""
