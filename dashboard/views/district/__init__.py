"""The page of a district."""
