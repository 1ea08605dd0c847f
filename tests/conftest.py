"""The examples that hypothesis draws are the same in each run, so that a change alone can turn the tests red.

`pytest --hypothesis-profile=random` draws others, and `make consistent` many more.
"""

import os

from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as many tests run at once as there are cores; threads would wait

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile("steady")
