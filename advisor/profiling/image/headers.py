"""The headers of images: size, channels and format, without reading the picture."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.image.fast_headers import sizes
from advisor.profiling.shared.files import FETCHED, left_out, pointer, read_each
from advisor.profiling.shared.profile import Section, bins, quantile, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked, Watch

CHANNELS: Final = {"1": 1, "L": 1, "P": 3, "LA": 1, "PA": 3, "RGBA": 3, "CMYK": 3}  # as they are loaded to learn from


class Header(NamedTuple):
    """One image."""

    path: str
    width: int
    height: int
    mode: str
    format: str

    @property
    def channels(self) -> int:
        """Channels as a network sees them: transparency is left out, and a palette stands for colours."""
        return CHANNELS.get(self.mode, 1 if self.mode.startswith(("I", "F")) else 3)


class Headers(NamedTuple):
    """The images that can be opened, and those that cannot, with the reason of the first."""

    good: list[Header]
    bad: list[str]
    reason: str = ""


def read_headers(paths: Sequence[str], watch: Watch) -> Headers:
    """Open every image as far as its header."""
    from PIL import Image

    safe = Image.MAX_IMAGE_PIXELS or 0  # beyond it Pillow says what is to be done

    def read(path: str) -> Header:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - of a million files
            found = sizes(file)
        if found is not None and found[0] * found[1] <= safe:
            return Header(path, *found)
        with Image.open(path) as image:
            return Header(path, image.width, image.height, image.mode, str(image.format))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a large picture would be warned of is counted below
        return Headers(*read_each(paths, read, watch, "images", why))


def opened(asked: Asked, paths: Sequence[str], watch: Watch) -> Headers:
    """The images by their headers. Raises `InputError` where none can be opened."""
    headers = read_headers(paths, watch)
    if not headers.good:
        reason = FETCHED if paths and pointer(paths[0]) else headers.reason
        refuse(asked.path, f"none of its {len(paths):,} images can be opened", reason)
    return headers


def why(error: Exception) -> str:
    """Why an image cannot be opened, in a few words."""
    if type(error).__name__ == "DecompressionBombError":
        return "unpacks to more pixels than is safe"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "is no image, or a broken one"


def size_facts(headers: Sequence[Header]) -> dict[str, Any]:
    """The size and the channels of a typical image."""
    return {
        "data.image.height": round(quantile(sorted(each.height for each in headers), 0.5)),
        "data.image.width": round(quantile(sorted(each.width for each in headers), 0.5)),
        "data.image.channels": Counter(each.channels for each in headers).most_common(1)[0][0],
    }


def size_section(headers: Sequence[Header]) -> Section:
    """How sizes and shapes are distributed."""
    rows = []
    for what, values in (
        ("width", [each.width for each in headers]),
        ("height", [each.height for each in headers]),
        ("aspect", [round(each.width / each.height, 3) for each in headers]),
    ):
        ordered = sorted(values)
        rows.append((what, ordered[0], quantile(ordered, 0.5), ordered[-1], bins(ordered)))
    return Section("sizes", ("what", "least", "median", "most", "shape"), list(rows))


def format_section(headers: Sequence[Header]) -> Section:
    """How many images there are of each format and mode."""
    found = Counter((each.format, each.mode) for each in headers)
    rows = [(f"{form} {mode}", count) for (form, mode), count in found.most_common()]
    return Section("formats", ("what", "images"), list(rows))


def header_notes(headers: Headers, root: str) -> list[str]:
    """What to know of images that cannot be opened, or differ in what they hold."""
    total = len(headers.good) + len(headers.bad)
    notes = left_out(headers.bad, total, "images", root, headers.reason)
    channels = Counter(each.channels for each in headers.good)
    if len(channels) > 1:
        mixed = ", ".join(f"{count:,} with {number}" for number, count in channels.most_common())
        notes.append(f"images differ in their channels: {mixed}")
    return notes
