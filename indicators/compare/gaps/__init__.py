"""Gaps between groups of residents or districts: inequality measures and how they moved."""
