"""For all tests: the same examples at every run, so that a red run says something about the change at hand."""

from hypothesis import settings

settings.register_profile("townbell", derandomize=True, deadline=None)
settings.load_profile("townbell")
