"""Composite indices: normalisation, aggregation, uncertainty of ranks."""
