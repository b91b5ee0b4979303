"""Maps: outlines, the page's own map, the large map, maps as drawings."""
