"""Districts beside a yardstick: the whole, the average, districts like them, ranks."""
