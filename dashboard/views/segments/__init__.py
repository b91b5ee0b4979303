"""The page of groups of residents."""
