"""A city pack: its descriptor, its boundaries, points to districts, and where packs lie."""
