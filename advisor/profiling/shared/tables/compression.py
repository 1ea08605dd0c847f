"""Packed texts: their start, and all of them where DuckDB does not unpack them itself."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path
from typing import Any, Final

from advisor.errors import InputError
from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.sql import connect, literal

PACKED: Final[dict[str, Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": None,  # DuckDB alone reads it
}
OPENED: Final = frozenset((".gz", ".bz2", ".xz"))  # that the standard library unpacks
HEAD: Final = 4 * 2**20  # bytes at the start of a text that are looked at: room for 10,000 long names
BOMB: Final = 200  # times its size to which the start of a packed table may unpack; real ones stay below 50


def packing_of(path: str) -> str:
    """The suffix of the packing of a file, where it is packed."""
    last = suffix(path)
    return last if last in PACKED else ""


def plain_suffix(path: str) -> str:
    """The suffix of a text, without that of its packing."""
    packing = packing_of(path)
    return suffix(path[: -len(packing)]) if packing in OPENED else suffix(path)


def opened_text(path: str) -> Any:
    """A text, unpacked line by line where it is packed."""
    packing = packing_of(path)
    if packing in OPENED:
        return PACKED[packing](path, "rt", encoding="utf-8-sig", errors="replace")
    return Path(path).open(encoding="utf-8-sig", errors="replace")


def read_head(path: str) -> bytes:
    """The start of a file, unpacked."""
    packing = packing_of(path)
    if packing == ".zst":
        return _head_of_zst(path)
    try:
        with PACKED[packing](path) if packing else Path(path).open("rb") as opened:
            head: bytes = opened.read(HEAD)
            if packing:
                _refuse_bomb(path, opened, len(head))
            return head
    except InputError:
        raise
    except EOFError:
        refuse(path, f"is a {packing[1:]} file that was cut off")
    except (OSError, ValueError) as error:
        refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    except Exception as error:  # zlib.error and lzma.LZMAError have no other parent
        refuse(path, f"cannot be unpacked: {error}")


def _refuse_bomb(path: str, opened: Any, unpacked: int) -> None:
    """Refuse a file that unpacks to absurdly much, which fills the disk of whoever reads it."""
    if unpacked < HEAD:
        return
    raw = getattr(opened, "fileobj", None) or getattr(opened, "_fp", None)
    size = Path(path).stat().st_size
    if unpacked > BOMB * max(1, min(raw.tell(), size) if raw is not None else size):
        refuse(path, f"unpacks to more than {BOMB} times its size", "unpack it first, if that is meant")


def _head_of_zst(path: str) -> bytes:
    import duckdb

    columns = (
        "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}"
    )
    query = (
        f"SELECT line FROM read_csv({literal(path)}, compression = 'zstd', strict_mode = false, {columns}) LIMIT 1000"
    )
    try:
        with connect() as connection:
            return b"".join(f"{line or ''}\n".encode() for (line,) in connection.execute(query).fetchall())
    except (duckdb.Error, RuntimeError):
        refuse(path, "cannot be unpacked", "is it really zstd?")


def unpack(path: str, folder: str, most: int) -> str:
    """A file that DuckDB cannot unpack itself, unpacked into a folder. Raises `InputError` beyond `most` bytes."""
    target = Path(folder) / f"{len(list(Path(folder).iterdir()))}.text"
    written = 0
    try:
        with PACKED[packing_of(path)](path) as packed, target.open("wb") as plain:
            while part := packed.read(2**20):
                written += len(part)
                if written > most:
                    refuse(path, f"unpacks to more than the {most / 1e9:.0f} GB that the disk has room for")
                plain.write(part)
    except EOFError:
        refuse(path, "was cut off")
    except (OSError, lzma.LZMAError, ValueError) as error:
        refuse(path, f"cannot be unpacked: {error}")
    return str(target)
