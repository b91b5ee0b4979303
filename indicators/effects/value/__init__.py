"""What was expected, what it cost, whom it reached, when it stops."""
