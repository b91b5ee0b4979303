"""Hiding small counts so that nobody can work them out."""
