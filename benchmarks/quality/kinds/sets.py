"""The data sets of all kinds: what makes them, and what lies on disk."""

import json
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.quality.kinds import images, series, sounds, texts

KINDS: Final = ("image", "audio", "text", "series")
HELD_OUT: Final = ("made-clocks", "made-counts", "made-faces")  # sets that took no part in any choice
SETS: Final = {  # name to kind and what writes it: files of train and test in a folder
    **{name: ("image", partial(images.write, make)) for name, make in images.MAKERS.items()},
    **{name: ("audio", partial(sounds.write, name)) for name in sounds.MAKERS},
    **{name: ("text", partial(texts.write, make)) for name, make in texts.MAKERS.items()},
    **{name: ("series", partial(series.write, make)) for name, make in series.MAKERS.items()},
}


def write(name: str, folder: Path, seed: int) -> dict[str, Any]:
    """A set on disk, once: its files and about.json, which is returned; what lies there already stays."""
    path = folder / "about.json"
    if path.exists():
        return dict(json.loads(path.read_text(encoding="utf-8")))
    folder.mkdir(parents=True, exist_ok=True)
    kind, make = SETS[name]
    about = {"set": name, "kind": kind, "seed": seed} | make(folder, seed)
    path.write_text(json.dumps(about), encoding="utf-8")
    return about
