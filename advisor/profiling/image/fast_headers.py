"""The first bytes of JPEG and PNG files -> size, mode and format, as Pillow would say; other files are left to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from io import FileIO

FIRST: Final = 4096  # bytes of a file that are read at once: a page
MOST_SEGMENTS: Final = 200  # of a JPEG file before its size, beyond which Pillow looks
PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
PNG_MODES: Final = {
    (0, 1): "1", (0, 2): "L", (0, 4): "L", (0, 8): "L", (0, 16): "I;16", (2, 8): "RGB", (2, 16): "RGB",
    (3, 1): "P", (3, 2): "P", (3, 4): "P", (3, 8): "P", (4, 8): "LA", (4, 16): "RGBA", (6, 8): "RGBA", (6, 16): "RGBA",
}  # fmt: skip
JPEG: Final = b"\xff\xd8\xff"
JPEG_MODES: Final = {1: "L", 3: "RGB", 4: "CMYK"}
SIZES: Final = frozenset((0xC0, 0xC1, 0xC2))  # segments that hold the size: baseline, extended, progressive
PLAIN: Final = frozenset((0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)))  # segments before it that are passed over
SEVERAL: Final = b"MPF\0"  # begins the segment of a file of several pictures

Sizes = tuple[int, int, str, str]


def sizes(file: FileIO) -> Sizes | None:
    """Width, height, mode and format; nothing where only Pillow can tell."""
    head = file.read(FIRST)
    if head.startswith(PNG):
        return _png(head)
    return _jpeg(file, head) if head.startswith(JPEG) else None


def _png(head: bytes) -> Sizes | None:
    if len(head) < 33 or crc32(head[12:29]).to_bytes(4, "big") != head[29:33]:  # cut off within its header, or broken
        return None
    mode = PNG_MODES.get((head[25], head[24]))
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    return (width, height, mode, "PNG") if mode and width and height else None


def _jpeg(file: FileIO, head: bytes) -> Sizes | None:
    """Pass from segment to segment until the one that holds the size, which lies beyond the first page at times."""
    place, start = 2, 0  # in the part that is in hand, and where that starts
    for _ in range(MOST_SEGMENTS):
        if place + 10 > len(head):
            start += place
            file.seek(start)
            head, place = file.read(FIRST), 0
            if len(head) < 10:
                return None
        if head[place] != 0xFF:
            return None
        mark, length = head[place + 1], int.from_bytes(head[place + 2 : place + 4], "big")
        if mark in SIZES:
            height, width = (int.from_bytes(head[place + k : place + k + 2], "big") for k in (5, 7))
            mode = JPEG_MODES.get(head[place + 9]) if head[place + 4] == 8 else None
            return (width, height, mode, "JPEG") if mode and width and height else None
        if mark not in PLAIN or length < 2 or (mark == 0xE2 and head[place + 4 : place + 8] == SEVERAL):
            return None
        place += 2 + length
    return None
