"""Tables in many files, packed files, Arrow files, and what a folder means."""

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import raw, sure, types, write

pytestmark = pytest.mark.slow


def facts_of(path: object, **more: Any) -> dict:
    facts = profile(str(path), "y", **more)
    del facts["data.path"]
    return facts


@pytest.fixture
def whole(tmp_path: Path) -> dict:
    return facts_of(write(tmp_path / "whole.csv", sure()))


def parts(folder: Path, number: int = 4, suffix: str = ".csv") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(zip(*sure().values(), strict=True))
    for part in range(number):
        lines = ["x,colour,y", *(",".join(map(str, row)) for row in rows[part::number])]
        raw(folder / f"part-{part}{suffix}", lines)


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_packed_tables(tmp_path: Path, whole: dict, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"whole.csv{suffix}"
    path.write_bytes(pack((tmp_path / "whole.csv").read_bytes()))
    assert facts_of(path) == whole
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match=r"cut off|cannot be"):
        facts_of(path)


def test_zstandard(tmp_path: Path, whole: dict) -> None:
    path = tmp_path / "whole.csv.zst"
    source = f"SELECT * FROM read_csv('{tmp_path}/whole.csv', all_varchar = true)"
    duckdb.execute(f"COPY ({source}) TO '{path}' (FORMAT csv, COMPRESSION zstd)")
    assert facts_of(path) == whole
    path.write_bytes(b"no zstd")
    with pytest.raises(InputError, match="cannot be unpacked"):
        facts_of(path)


def test_a_folder_and_a_pattern_are_one_table(tmp_path: Path, whole: dict) -> None:
    parts(tmp_path / "many")
    raw(tmp_path / "many" / "_SUCCESS", [])
    raw(tmp_path / "many" / ".hidden.csv", ["other"])
    assert facts_of(tmp_path / "many") == whole
    assert facts_of(tmp_path / "many" / "part-*.csv") == whole
    assert facts_of(tmp_path / "many" / "part-0.csv")["data.rows"] == 100
    with pytest.raises(InputError, match="no file matches"):
        facts_of(tmp_path / "none-*.csv")


def test_files_with_columns_in_another_order_or_missing(tmp_path: Path, whole: dict) -> None:
    parts(tmp_path / "many", 2)
    rows = list(zip(*sure().values(), strict=True))
    raw(tmp_path / "many" / "part-1.csv", ["y;x;colour", *(f"{y};{x};{colour}" for x, colour, y in rows[1::2])])
    assert facts_of(tmp_path / "many") == whole
    raw(tmp_path / "many" / "part-1.csv", ["y,x", *(f"{y},{x}" for x, _, y in rows[1::2])])
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "many"), "y"))
    assert next(each for each in facts["data.columns"] if each["name"] == "colour")["missing"] == 0.5
    assert notes == ["the 2 files differ in their columns: what one lacks is missing there"]


def test_an_unreadable_file_among_many_is_named_and_left_out(tmp_path: Path) -> None:
    parts(tmp_path / "many")
    (tmp_path / "many" / "part-1.csv").write_bytes(b"\x7fELF\0\0")
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "many"), "y"))
    assert facts["data.rows"] == 300
    assert notes == ["1 of 4 files are left out: part-1.csv (is a binary file, not text)"]
    raw(tmp_path / "many" / "part-1.csv", ["x,colour,y", "1,2"])
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "many"), "y"))
    assert facts["data.rows"] == 300
    assert notes == ["1 of 4 files are left out: part-1.csv (has 2 cells in this row, and the header has 3)"]


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl"])
def test_a_broken_file_among_many_of_any_form(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "many").mkdir()
    form = "PARQUET" if suffix == ".parquet" else "JSON"
    for part in range(3):
        source = f"SELECT i % 7 AS x, i % 2 AS y FROM range({part * 100}, {part * 100 + 100}) AS t(i)"
        duckdb.execute(f"COPY ({source}) TO '{tmp_path}/many/{part}{suffix}' (FORMAT {form})")
    broken = tmp_path / "many" / f"1{suffix}"
    broken.write_bytes(broken.read_bytes()[:-20] + b"\n")
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "many"), "y"))
    assert facts["data.rows"] == 200
    assert notes[0].startswith(f"1 of 3 files are left out: 1{suffix} (")


def test_the_training_part_alone_is_measured(tmp_path: Path) -> None:
    parts(tmp_path / "set" / "train", 4)
    parts(tmp_path / "set" / "test", 2)
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set"), "y"))
    assert facts["data.rows"] == 400
    assert notes == ["2 files held out for validation or test are left out: only the training part is measured"]
    (tmp_path / "named").mkdir()
    write(tmp_path / "named" / "train.csv", sure())
    write(tmp_path / "named" / "test.csv", sure())
    assert profile(str(tmp_path / "named"), "y")["data.rows"] == 400


def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    parts(tmp_path / "many")
    write(tmp_path / "outside.csv", sure())
    (tmp_path / "many" / "link.csv").symlink_to(tmp_path / "outside.csv")
    (tmp_path / "many" / "inside.csv").symlink_to(tmp_path / "many" / "part-0.csv")
    (tmp_path / "many" / "up").symlink_to(tmp_path)
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "many"), "y"))
    assert facts["data.rows"] == 500
    assert notes[0] == "2 links that lead out of the folder were not followed: link.csv, up"


@pytest.mark.parametrize("form", [".arrow", ".feather", ".stream.arrow"])
def test_arrow_files(tmp_path: Path, whole: dict, form: str) -> None:
    pa = pytest.importorskip("pyarrow")
    feather = pytest.importorskip("pyarrow.feather")
    table = pa.table({name: list(values) for name, values in sure().items()})
    path = tmp_path / f"t{form}"
    if form == ".feather":
        feather.write_feather(table, path)
    else:
        opener = pa.ipc.new_stream if "stream" in form else pa.ipc.new_file
        with pa.OSFile(str(path), "wb") as sink, opener(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=100)
    assert facts_of(path) == whole
    path.write_bytes(b"ARROW1" + b"\1" * 40)
    with pytest.raises(InputError, match="cannot be read as Arrow"):
        facts_of(path)


def test_a_hugging_face_data_set_on_disk(tmp_path: Path, whole: dict) -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table({name: list(values) for name, values in sure().items()})
    for split, rows in (("train", table), ("test", table.slice(0, 50))):
        folder = tmp_path / "set" / split
        folder.mkdir(parents=True)
        for part in range(2):
            name = f"data-{part:05}-of-00002.arrow"
            half = rows.slice(part * len(rows) // 2, len(rows) // 2)
            with pa.OSFile(str(folder / name), "wb") as sink, pa.ipc.new_stream(sink, half.schema) as writer:
                writer.write_table(half)
        (folder / "state.json").write_text(json.dumps({"_split": split}))
        (folder / "dataset_info.json").write_text("{}")
    (tmp_path / "set" / "dataset_dict.json").write_text(json.dumps({"splits": ["train", "test"]}))
    assert facts_of(tmp_path / "set") == whole


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"x,y\n" + b"1,2\n" * 4_000_000))
    with pytest.raises(InputError, match="unpacks to more than 200 times its size"):
        facts_of(path)
    for suffix, pack in ((".bz2", bz2.compress), (".xz", lzma.compress)):
        (tmp_path / f"bomb.csv{suffix}").write_bytes(pack(b"x,y\n" + b"1,2\n" * 4_000_000))
        with pytest.raises(InputError, match="unpacks to more than 200 times its size"):
            facts_of(tmp_path / f"bomb.csv{suffix}")


def test_a_folder_of_several_kinds_of_tables_asks_for_one(tmp_path: Path) -> None:
    parts(tmp_path / "many", 2)
    write(tmp_path / "many" / "whole.tsv", sure(300), delimiter="\t")
    with pytest.raises(InputError, match=r"several kinds: csv, tsv(.|\n)*pattern"):
        facts_of(tmp_path / "many")


@pytest.mark.parametrize(
    ("name", "reason"), [("a.zip", "is an archive"), ("a.png", "is one image"), ("a.wav", "is one recording")]
)
def test_what_is_no_data_set_says_what_to_name(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=reason):
        facts_of(tmp_path / name)


def test_hostile_file_names_are_names(tmp_path: Path) -> None:
    folder = tmp_path / "it's ; [*] $(x) \x1b[31m"
    parts(folder, 2)
    (folder / "part-0.csv").rename(folder / "';drop table raw;--.csv")
    assert facts_of(folder)["data.rows"] == 400
    assert types(facts_of(folder)) == {"x": "numeric", "colour": "categorical"}


def test_files_of_points_have_no_header_though_some_begin_like_years(tmp_path: Path) -> None:
    for place, start in enumerate((2797, 1559, 2190)):
        raw(tmp_path / f"outline_{place}.txt", [f"{start + step} {start + 400 - step}" for step in range(90)])
    with pytest.raises(InputError, match="there are: column 1, column 2 ") as error:
        profile(str(tmp_path))
    assert "edges" not in str(error.value)
