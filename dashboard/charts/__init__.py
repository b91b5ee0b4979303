"""Charts, their colours and legends, as descriptions that the page and files draw."""
