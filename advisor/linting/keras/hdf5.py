"""Attributes of an HDF5 file, read in a process of its own: of a broken file the library may never return.

Run as a program with a file and names it writes them as JSON, or what is wrong, and ends with 1.
"""

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from advisor.errors import InputError

LONGEST_S: Final = 10.0  # a whole file is read in a moment


def attributes(path: str, names: tuple[str, ...]) -> dict[str, str | None]:
    """Texts that are kept beside the root, or None. Raises `InputError` where the file is broken."""
    command = [sys.executable, "-P", __file__, path, *names]  # -P: no module of the working directory is imported
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        raise _broken(f"it was not read in {LONGEST_S:g} seconds", path) from None
    if ended.returncode == 0:
        found: dict[str, str | None] = json.loads(ended.stdout)
        return found
    raise _broken(ended.stdout or f"reading it ended with {ended.returncode}", path)


def _broken(why: str, path: str) -> "InputError":
    from advisor.errors import Diagnostic, InputError

    return InputError(Diagnostic(f"is no archive of Keras, or a broken one: {why.strip()}", path))


def _text(value: Any, name: str) -> str | None:
    if not isinstance(value, str | bytes | None):
        raise TypeError(f"its {name} is no text")
    return value.decode() if isinstance(value, bytes) else value


def _write(path: str, *names: str) -> int:
    import h5py

    try:
        with h5py.File(path, "r") as file:
            sys.stdout.write(json.dumps({name: _text(file.attrs.get(name), name) for name in names}))
    except Exception as error:  # a broken file fails as what is read of it first does
        sys.stdout.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_write(*sys.argv[1:]))
