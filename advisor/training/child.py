"""A script that ends with the process that started it, however that one ends.

Run as `python -m advisor.training.child SCRIPT WORDS...` with a pipe as stdin that the other process holds open: where
it is closed, as the system does when a process is killed, the script has nobody to tell and ends.
"""

import os
import runpy
import sys
from threading import Thread


def main() -> None:
    """Run the script as if it had been called by itself."""
    Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")


def _end_with_parent() -> None:
    """Wait for the end of stdin, and end at once."""
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main()
