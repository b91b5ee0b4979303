"""Comparisons of estimates: change, gaps, rankings, signals. Imports the engine and libraries only."""
