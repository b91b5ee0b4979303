"""The page on data and methods."""
