"""The page that compares places."""
