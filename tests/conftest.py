"""The examples that hypothesis draws are the same in each run, so that a change alone can turn the tests red.

`pytest --hypothesis-profile=random` draws others, and `make consistent` many more.
"""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile("steady")
