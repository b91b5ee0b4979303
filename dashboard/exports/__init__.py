"""Files: downloads, slides, pages of paper."""
