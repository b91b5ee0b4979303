"""All entries: the list, their history, the register as files."""
