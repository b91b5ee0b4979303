"""What is kept between runs, within a bound of bytes."""
