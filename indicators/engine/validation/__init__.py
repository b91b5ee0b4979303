"""What must hold before a number is made of a table: contract, keys, periods, plausibility."""
