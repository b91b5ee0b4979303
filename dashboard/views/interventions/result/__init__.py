"""One intervention and what it did: the comparison, the verdict, the picture, for whom, where, at what cost."""
