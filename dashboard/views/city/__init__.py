"""The page of a city."""
