"""The result of one intervention to take away: slides, and a page of paper."""
