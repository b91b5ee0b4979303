"""Estimators of effects on arrays: difference-in-differences, staggered, synthetic, time series."""
