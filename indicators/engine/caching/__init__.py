"""What is kept between openings: on disk by digest, in memory within a bound."""
