"""Change over time: two periods, trends, signals, alerts."""
