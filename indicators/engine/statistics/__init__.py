"""Statistics on arrays only: intervals, survey estimates, quantiles, standardised rates, life tables."""
