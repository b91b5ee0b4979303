"""Judging interventions. Imports the engine, comparisons and libraries only."""
