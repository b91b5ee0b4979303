"""The page that shows where exactly something was counted."""
