"""Masks beside images: the classes of their pixels."""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.files import TRAINING, listed
from advisor.profiling.shared.profile import Section, rounded
from advisor.profiling.shared.sampling import draw
from advisor.profiling.shared.splits import HELD_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Watch

FOLDERS: Final = frozenset(
    ("mask", "masks", "label", "labels", "annotations", "annotation", "gt", "groundtruth", "segmentation",
     "segmentations", "seg", "labelstr", "trimaps", "segmentationclass", "segmentationclasspng", "annot",
     "trainannot", "ground_truth", "semantic", "instance", "gtfine", "manual")
)  # fmt: skip
PICTURES: Final = frozenset(("image", "images", "img", "imgs", "jpegimages", "photos", "input", "inputs", "original"))
SHOWN: Final = ("visualization", "segmentationobject")  # in names of folders: drawn for people, or objects one by one
WITHIN: Final = frozenset((*TRAINING, *HELD_OUT))  # folders of parts, in those of images and of masks
PLAIN: Final = "_leftimg8bit"  # at the end of a picture's name, in place of a mask's
ENDINGS: Final = ("_gtfine_labelids", "_mask", "-mask", "_seg", "_label", "_gt", "_segmentation")
PARTS: Final = re.compile(r"[-_. ]")  # between the words of a folder's name, as `annotations_prepped_train`
SAMPLE: Final = 200  # masks that are decoded
IGNORED: Final = 255  # marks pixels that count for nothing, where other classes are numbered from zero
MOST_COLOURS: Final = 4_096  # of a mask; a picture has more
SHOWN_CLASSES: Final = 30
LARGEST: Final = 50_000_000  # pixels of a mask that is decoded
BLURRED: Final = 64  # values from which a mask is a blurred one rather than one of many classes
SOLID: Final = 0.001  # share of the pixels that a colour of a class has at least, where borders are smoothed, and
FILLED: Final = 0.98  # of them all such colours together


class Pairs(NamedTuple):
    """Images with their masks, and images without one."""

    images: list[str]
    masks: list[str]
    alone: list[str]


def pair(paths: Sequence[str]) -> Pairs | None:
    """Images and the masks beside them: by a folder of masks, or by the ending of the name; nothing where none are."""
    masks: dict[str, str] = {}
    pictures: dict[str, str] = {}
    for path in paths:
        folder, name = os.path.split(path)
        stem = os.path.splitext(name)[0].lower()  # noqa: PTH122 - of a million files
        ending = next(filter(stem.endswith, ENDINGS)) if stem.endswith(ENDINGS) else None
        above, inside = os.path.split(folder.lower())
        if inside in WITHIN:  # as `masks/train` beside `images/train`
            inside = os.path.basename(above)  # noqa: PTH119
        if any(each in inside for each in SHOWN):
            continue
        parts = PARTS.split(inside)
        if inside in FOLDERS or parts[0] in FOLDERS or parts[-1] in FOLDERS:
            masks[stem.removesuffix(ending or "")] = path
        elif ending:
            masks[stem.removesuffix(ending)] = path
        else:
            pictures[stem.removesuffix(PLAIN)] = path
    both = [stem for stem in pictures if stem in masks]
    if len(both) < 2 or len(both) < len(masks) / 2:
        return None
    alone = [path for stem, path in pictures.items() if stem not in masks]
    return Pairs([pictures[stem] for stem in both], [masks[stem] for stem in both], alone)


class Pixels(NamedTuple):
    """Pixels of each class in a sample of masks."""

    looked: int
    counts: Counter[Any]
    ignored: bool
    broken: list[str]
    blurred: bool
    solid: tuple[Any, ...] = ()  # colours of classes among those of smoothed borders between them


def count_pixels(masks: Sequence[str], watch: Watch) -> Pixels:
    """Count the pixels of each value over a sample of the masks."""
    from PIL import Image

    counts: Counter[Any] = Counter()
    broken = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in draw(masks, SAMPLE, watch, "looking at a sample of {:,} masks"):
            try:
                with Image.open(path) as mask:
                    if mask.width * mask.height > LARGEST:
                        continue
                    if mask.mode.startswith("I"):  # of 16 bits
                        counts.update(_numbers(mask))
                        continue
                    colours = mask.convert("RGB").getcolors(MOST_COLOURS) if mask.mode in ("RGBA", "LA") else None
                    for count, value in colours or mask.getcolors(MOST_COLOURS) or ():
                        counts[value] += count
            except Exception:  # a broken file may raise anything
                broken.append(path)
    values = set(counts)
    ignored = IGNORED in values and len(values) > 2 and max((v for v in values if v != IGNORED), default=0) < BLURRED
    coloured = any(isinstance(value, tuple) for value in values)
    blurred = len(values) > BLURRED and not coloured
    if ignored:
        del counts[IGNORED]
    solid = tuple(value for value, count in counts.most_common() if count >= SOLID * counts.total())
    filled = sum(counts[value] for value in solid) >= FILLED * counts.total()
    smoothed = solid if coloured and filled and len(values) > BLURRED > len(solid) > 1 else ()
    return Pixels(min(SAMPLE, len(masks)), counts, ignored, broken, blurred, smoothed)


def _numbers(mask: Any) -> Counter[Any]:
    """How many pixels of a mask have each number, where these are few."""
    import numpy as np

    values, counts = np.unique(np.asarray(mask), return_counts=True)
    few = len(values) <= MOST_COLOURS
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)) if few else {})


def mask_facts(pixels: Pixels) -> dict[str, Any]:
    """The classes of pixels and their balance."""
    sizes = list(pixels.counts.values())
    if not sizes:
        return {}
    if pixels.solid:
        sizes = [pixels.counts[value] for value in pixels.solid]
    if pixels.blurred:  # dark and light, with a border between them
        sizes = [sum(c for v, c in pixels.counts.items() if (v >= 128) is light) or 1 for light in (False, True)]
    return {"data.classes": max(2, len(sizes)), "data.imbalance": rounded(max(sizes) / min(sizes))}


def mask_sections(pixels: Pixels) -> list[Section]:
    """The share of pixels of each class."""
    total = sum(pixels.counts.values())
    shown = pixels.counts.most_common(len(pixels.solid) or SHOWN_CLASSES)
    rows = [(f"class {place}", f"{count / total:.2%}") for place, (_, count) in enumerate(shown)]
    return [Section("pixels of each class", ("class", "share"), list(rows))] if total else []


def mask_notes(pairs: Pairs, pixels: Pixels, root: str) -> list[str]:
    """What to know of the masks."""
    notes = []
    if pairs.alone:
        notes.append(f"{len(pairs.alone):,} images have no mask and are left out: {listed(pairs.alone, root)}")
    if pixels.broken:
        notes.append(f"{len(pixels.broken):,} masks cannot be decoded: {listed(pixels.broken, root)}")
    if pixels.ignored:
        notes.append(f"pixels of the value {IGNORED} are taken to be ignored")
    if pixels.solid:
        said = f"masks hold {len(pixels.counts):,} colours, {len(pixels.solid)} of which fill nearly all of them"
        notes.append(f"{said}: borders are smoothed, and each pixel is to be given the nearest of those")
    if pixels.blurred:
        notes.append("masks hold many values between two, as JPEG blurs them: they are taken for two classes")
    return notes
