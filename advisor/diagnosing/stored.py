"""The text of a log as it lies in a file: in any encoding that consoles write, or in a pickle."""

import codecs
import json
import re
from typing import Final

from advisor.diagnosing.pickles import BEGINS, NoPickleError, unpickled
from advisor.errors import Diagnostic, InputError

# How a text in 16 bits begins, as PowerShell writes what is redirected into a file.
MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How `numpy.save` writes a dictionary: a pickle behind a line on its type.
OF_OBJECT: Final = re.compile(rb"\x93NUMPY[^\n]{2,200}'\|O'[^\n]*\n", re.DOTALL)
ARRAY: Final = b"\x93NUMPY"
POINTER: Final = b"version https://git-lfs"
EXPORT: Final = "export the scalars as CSV"


def text_of(data: bytes, name: str) -> str:
    """The text of a log; a pickle as JSON. Raises InputError for what is neither."""
    if (saved := OF_OBJECT.match(data)) is not None:
        data = data[saved.end() :]
    if data.startswith(BEGINS):
        try:
            return json.dumps(unpickled(data))
        except NoPickleError as error:
            raise InputError(Diagnostic(f"is no pickle that can be read: {error}", name, hint=EXPORT)) from None
    if data.startswith(POINTER):
        raise InputError(Diagnostic("is a pointer of Git LFS and not the file itself", name, hint="git lfs pull"))
    if data.startswith(ARRAY):
        raise InputError(Diagnostic("holds an array of numbers without names", name, hint=EXPORT))
    if data.startswith(MARKS):
        return data.decode("utf-16", errors="replace").replace("\x00", "")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in data:
            raise InputError(Diagnostic("is no text", name, hint=EXPORT)) from None
        return data.decode("utf-8-sig", errors="replace")  # names in another encoding between the numbers
