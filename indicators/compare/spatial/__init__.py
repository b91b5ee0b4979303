"""Neighbours: adjacency and spatial autocorrelation."""
