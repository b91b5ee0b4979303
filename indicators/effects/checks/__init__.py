"""Checks of an estimate: what could overturn it."""
