"""Which kind of data is recognised, and that what a user says of it is followed or refused, never dropped."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from advisor.errors import InputError
from advisor.problem.vocabulary import SUPPORTED, Kind
from advisor.profiling import examine, kinds, profile
from advisor.profiling.detection import recognise
from advisor.profiling.kinds import KINDS, Match, register
from advisor.profiling.shared.profile import Asked, Profile, unwatched
from advisor.profiling.shared.source import Source
from tests.profiling.pictures import folder
from tests.profiling.sounds import sound
from tests.profiling.tables import numbers, sure, write
from tests.profiling.texts import texts
from tools.circles import PACKAGE, imports

pytestmark = pytest.mark.slow


def data(root: Path, kind: str) -> str:
    """Data of a kind, as it lies on disk most often."""
    if kind == "table":
        return write(root / "t.csv", sure())
    if kind == "series":
        days = [str(np.datetime64("2024-01-01") + day) for day in range(400)]
        return write(root / "s.csv", {"day": days, "y": numbers(lambda draw: round(draw.random(), 4))})
    if kind == "sequence":
        steps = {"id": [k // 10 for k in range(400)], "step": [k % 10 for k in range(400)]}
        values = numbers(lambda draw: round(draw.random(), 4))
        return write(root / "q.csv", {**steps, "x": values, "y": [k // 10 % 2 for k in range(400)]})
    if kind == "text":
        return write(root / "texts.csv", {"review": texts(400), "y": sure()["y"]})
    if kind == "image":
        return str(folder(root / "images", {"a": 4, "b": 4}))
    for place in range(6):
        sound(root / "sounds" / "ab"[place % 2] / f"{place}.wav")
    return str(root / "sounds")


def recognised(path: str, **said: Any) -> Match:
    with Source(Asked(path, **said), unwatched) as source:
        return recognise(source)


TARGETS = {"table": "y", "series": "y", "sequence": "y", "text": "y", "image": "", "audio": ""}


def test_every_kind_has_a_detector() -> None:
    assert {name for kind in KINDS for name in kind.names} == set(SUPPORTED) == set(get_args(Kind)) == set(TARGETS)


@pytest.mark.parametrize("kind", SUPPORTED)
def test_each_kind_is_recognised_and_may_be_said(tmp_path: Path, kind: str) -> None:
    path, target = data(tmp_path, kind), TARGETS[kind]
    assert recognised(path, target=target).kind == kind
    assert recognised(path, target=target, kind=kind).kind == kind
    assert profile(path, target, kind=kind)["data.kind"] == kind


@pytest.mark.parametrize("kind", SUPPORTED)
@pytest.mark.parametrize("held", ["table", "image", "audio"])
def test_a_kind_is_followed_or_refused(tmp_path: Path, held: str, kind: str) -> None:
    found = "refused"
    with suppress(InputError):
        found = profile(data(tmp_path, held), TARGETS[held], kind=kind)["data.kind"]
    assert found in ((kind,) if kind == held else (kind, "refused"))


@pytest.mark.parametrize(
    ("held", "said", "reason"),
    [
        ("image", {"target": "y"}, "--target: read as image data, it has no use for --target y"),
        ("audio", {"target": "y"}, "--target: read as audio data"),
        ("image", {"group_column": "patient"}, "--group-column: read as image data"),
        ("audio", {"time_column": "day"}, "--time-column: read as audio data"),
        ("table", {"target": "y", "tokenizer": "t.json"}, "--tokenizer: read as table data"),
        ("text", {"target": "y", "time_column": "y"}, "--time-column: read as text data"),
        ("table", {"target": "y", "engine": "spark", "kind": "text"}, "--engine: Spark measures tables alone"),
        ("image", {"engine": "spark"}, "--engine: Spark measures tables alone"),
        ("image", {"task": "forecasting"}, "--task: holds no data of the kind series"),
        ("table", {"target": "y", "kind": "tabel"}, "--kind: expected one of table(.|\n)*did you mean table"),
        ("image", {"task": "regresion"}, "--task: expected a task of image data(.|\n)*did you mean regression"),
    ],
)
def test_what_does_not_go_with_the_data_is_refused(
    tmp_path: Path, held: str, said: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        examine(Asked(data(tmp_path, held), **said))


def test_an_alias_of_a_task_is_followed(tmp_path: Path) -> None:
    path = data(tmp_path, "table")
    assert profile(path, "y", task="binary-classification") == profile(path, "y", task="binary")


@pytest.fixture
def waves() -> Iterator[None]:
    """A kind of data that no package of the project registers."""
    suffixes = frozenset((".wv",))

    def in_files(source: Source) -> Match:
        return Match(source.share(suffixes), "waves", __name__, "found", tasks=("regression",))

    register(kinds.Kind(("waves",), "files of waves", suffixes, in_files))
    yield
    KINDS.pop()


def measure(source: Source, found: str) -> Profile:
    """Measure waves."""
    return Profile({"data.rows": len(source.files.paths), "data.path": found}, "by hand", {}, [], [])


@pytest.mark.usefixtures("waves")
def test_a_new_kind_is_what_it_registers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules[measure.__module__])
    for name in ("a.wv", "b.wv"):
        (tmp_path / name).write_text("~")
    assert profile(tmp_path) == {"data.rows": 2, "data.path": "found"}
    with pytest.raises(InputError, match="expected a task of waves data"):
        profile(tmp_path, task="binary")


def test_no_kind_imports_another() -> None:
    """But for arrays of two dimensions, which are measured as a table."""
    graph = imports(PACKAGE)
    packages = sorted({kind.in_table or kind.in_files for kind in KINDS}, key=lambda each: each.__module__)
    names = [detector.__module__ for detector in packages]
    found = {
        (one, other)
        for one in names
        for other in names
        for module, needed in graph.items()
        if one != other and module.startswith(one) and any(each.startswith(other) for each in needed)
    }
    assert len(names) == 7
    assert found == {("advisor.profiling.arrays", "advisor.profiling.table")}


def test_no_kind_reads_until_its_detector_wins() -> None:
    heavy = ("PIL", "duckdb", "soundfile", "numpy", "pyarrow")
    script = f"import sys, advisor.profiling.detection; print([each for each in {heavy!r} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lists_of_numbers_beside_a_table_are_no_texts(tmp_path: Path) -> None:
    write(tmp_path / "data.csv", sure())
    for part in ("train", "test"):
        (tmp_path / f"rows_{part}.txt").write_text("".join(f"{place}\n" for place in range(40)), encoding="utf-8")
    assert profile(str(tmp_path), "y")["data.kind"] == "table"
    with pytest.raises(InputError, match="which column is to be predicted"):
        profile(str(tmp_path))


@pytest.mark.parametrize("name", ["power.txt", "power.csv", "power.data"])
def test_a_pointer_in_the_place_of_a_file_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:4259c9\nsize 132960755\n")
    with pytest.raises(InputError, match=r"a pointer of Git LFS(.|\n)*git lfs pull"):
        profile(str(path), "y")


@pytest.mark.parametrize("ending", [".mat", ".dcm", ".xls"])
def test_a_folder_of_a_kind_that_is_not_read_says_how_to_convert(tmp_path: Path, ending: str) -> None:
    for place in range(3):
        (tmp_path / f"{place}{ending}").write_bytes(b"\0\1\2\3" * 20)
    with pytest.raises(InputError, match=rf"holds no files of a kind that is read(.|\n)*convert each: .*0\{ending}"):
        profile(str(tmp_path))
