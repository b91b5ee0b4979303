"""Everything that is said: messages in every language, numbers and periods as people write them, errors."""
