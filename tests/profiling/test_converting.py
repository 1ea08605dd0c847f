"""Rows of any format as one CSV file, by `advisor convert`: columns as the profile names them, rows in their order."""

import csv
import gzip
import io
import json
import os
import sqlite3
import wave
import zipfile
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from advisor.profiling.converting import as_csv
from tests.cli.running import advisor
from tests.profiling.tables import sure, write

NAMES = ("size", "colour", "y")
SKIPPED = ((2, 29), (2, 30), (2, 31), (4, 31))  # no days
ROWS = [(f"{place % 7}.5", ("red", "green", "blue")[place % 3], "yn"[place % 2]) for place in range(60)]


def lines(separator: str = ",", names: bool = True) -> str:
    return "".join(separator.join(row) + "\n" for row in [*([NAMES] if names else []), *ROWS])


def sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Survey of 2024",), (), NAMES, *((float(size), *more) for size, *more in ROWS)):
        book.active.append(row)
    book.save(path)


def parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([dict(zip(NAMES, row, strict=True)) for row in ROWS]), path)


def database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (size TEXT, colour TEXT, y TEXT)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", ROWS)
    connection.commit()
    connection.close()


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("t.csv", lines())


def parts(path: Path) -> None:
    path.mkdir()
    (path / "train.csv").write_text(lines(), encoding="utf-8")
    (path / "test.csv").write_text("size,colour\n9,red\n", encoding="utf-8")
    (path / "sample_submission.csv").write_text("y\nn\n", encoding="utf-8")


WRITTEN: dict[str, Callable[[Path], object]] = {
    "windows.csv": lambda path: path.write_bytes(lines().replace("red", "rosé").encode("cp1252")),
    "sixteen.csv": lambda path: path.write_bytes(lines("\t").encode("utf-16")),
    "semicolons.csv": lambda path: path.write_text(lines(";"), encoding="utf-8"),
    "comments.csv": lambda path: path.write_text("# made by hand\n# in 2024\n" + lines(), encoding="utf-8"),
    "titles.xlsx": sheet,
    "t.parquet": parquet,
    "t.db": database,
    "t.zip": archive,
    "t.csv.gz": lambda path: path.write_bytes(gzip.compress(lines().encode())),
    "spaces.data": lambda path: path.write_text(lines("  "), encoding="utf-8"),
    "competition": parts,
}


def rows_of(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text, newline=""))]


@pytest.mark.parametrize("name", WRITTEN)
def test_rows_of_any_format_become_one_csv_file(tmp_path: Path, name: str) -> None:
    WRITTEN[name](tmp_path / name)
    done = advisor("convert", name, "--target", "y", cwd=tmp_path)
    assert done.code == 0, done.err
    header, *rows = rows_of(done.text)
    assert header == [*NAMES]
    assert [(size, colour.replace("rosé", "red"), y) for size, colour, y in rows] == ROWS


def test_columns_are_called_as_the_profile_calls_them(tmp_path: Path) -> None:
    path = tmp_path / "plants.data"
    path.write_text(lines(names=False), encoding="utf-8")
    known = {column["name"] for column in examine(Asked(str(path), "column 3")).facts["data.columns"]}
    done = advisor("convert", str(path))
    header, *rows = rows_of(done.text)
    assert known < set(header) == {"column 1", "column 2", "column 3"}
    assert [tuple(row) for row in rows] == ROWS
    assert "no header" in done.err


def test_a_plain_file_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(lines(), encoding="utf-8")
    found = as_csv(Asked(str(path), "y"), tmp_path / "copy.csv")
    assert found is not None
    assert found.path == path
    assert not (tmp_path / "copy.csv").exists()


@pytest.mark.parametrize("header", ["size,colour,size", "size,,y", "size,a;b;c;d;e,y"])
def test_names_that_readers_take_differently_make_a_file_not_plain(tmp_path: Path, header: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(header + "\n" + lines(names=False), encoding="utf-8")
    found = as_csv(Asked(str(path), kind="table"), tmp_path / "copy.csv")
    assert found is not None
    assert found.path == tmp_path / "copy.csv"
    names = rows_of(found.path.read_text(encoding="utf-8"))[0]
    assert len(set(names)) == 3
    assert all(names)


def test_each_row_of_a_series_of_files_has_its_name(tmp_path: Path) -> None:
    for name in ("north", "south"):
        days = ((month, day) for month in range(1, 5) for day in range(1, 32) if (month, day) not in SKIPPED)
        steps = "".join(f"2023-{month:02}-{day:02},{day * len(name)}\n" for month, day in days)
        (tmp_path / f"{name}.csv").write_text("date,sold\n" + steps, encoding="utf-8")
    header, *rows = rows_of(advisor("convert", str(tmp_path), "--target", "sold").text)
    assert header == ["date", "sold", "file"]
    assert {row[2] for row in rows} == {"north", "south"}


def test_sequences_have_the_columns_that_projects_know(tmp_path: Path) -> None:
    steps = [f"{step / 10},{one * step},r{one},{'ab'[one % 2]}" for one in range(30) for step in range(5)]
    (tmp_path / "t.csv").write_text("\n".join(["time,x,trial,y", *steps]) + "\n", encoding="utf-8")
    header, *rows = rows_of(advisor("convert", "t.csv", "--target", "y", "--kind", "sequence", cwd=tmp_path).text)
    assert header == ["id", "step", "x", "y"]
    assert {row[0] for row in rows} == {f"r{one}" for one in range(30)}


def test_a_step_a_column_becomes_a_step_a_row(tmp_path: Path) -> None:
    wide = [",".join([*(str(one + step) for step in range(12)), "ab"[one % 2]]) for one in range(30)]
    (tmp_path / "t.csv").write_text("\n".join([",".join(map(str, range(12))) + ",y", *wide]), encoding="utf-8")
    header, *rows = rows_of(advisor("convert", "t.csv", "--target", "y", "--kind", "sequence", cwd=tmp_path).text)
    assert header == ["id", "step", "value", "y"]
    assert rows[:2] == [["1", "1", "0", "a"], ["1", "2", "1", "a"]]
    assert len(rows) == 30 * 12


def test_arrays_side_by_side_become_columns(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", X=np.arange(120.0).reshape(60, 2), y=np.arange(60) % 3)
    header, *rows = rows_of(advisor("convert", "t.npz", cwd=tmp_path).text)
    assert header == ["X0", "X1", "y"]
    assert rows[1] == ["2.0", "3.0", "1"]


def test_labels_before_texts_become_a_column(tmp_path: Path) -> None:
    told = "".join(f"__label__{'spam' if k % 2 else 'ham'} {'you, ' * (k % 3)}and {k} others\n" for k in range(30))
    (tmp_path / "t.txt").write_text(told, encoding="utf-8")
    header, *rows = rows_of(advisor("convert", "t.txt", cwd=tmp_path).text)
    assert header == ["text", "label"]
    assert rows[1] == ["you, and 1 others", "__label__spam"]


def test_a_file_is_written_whole_and_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(lines(";"), encoding="utf-8")
    assert advisor("convert", "t.csv", "-o", "new.csv", cwd=tmp_path).err == "wrote new.csv\n"
    assert rows_of((tmp_path / "new.csv").read_text(encoding="utf-8"))[0] == [*NAMES]
    again = advisor("convert", "t.csv", "-o", "new.csv", cwd=tmp_path)
    assert again.code == 2
    assert "the file exists and was not overwritten" in again.err
    assert advisor("convert", "t.csv", "-o", "new.csv", "--force", "-q", cwd=tmp_path) == (0, b"", "")


def pictures(root: Path, names: Iterable[str]) -> None:
    for place, name in enumerate(names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (place, 0, 0)).save(root / name)


def noises(root: Path, names: Iterable[str]) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(root / name), "wb") as file:
            file.setparams((1, 2, 8_000, 0, "NONE", ""))
            file.writeframes(bytes(8_000))


def told(root: Path, *words: str) -> list[list[str]]:
    """Rows of files with the last part of their paths alone."""
    header, *rows = rows_of(advisor("convert", str(root), *words).text)
    assert all(Path(path).is_file() for path, *_ in rows)
    return [header, *sorted([Path(path).name, *more] for path, *more in rows)]


def test_of_files_the_training_part_is_named_with_its_classes(tmp_path: Path) -> None:
    names = [f"{name}/{name}{k}.png" for name in "ab" for k in range(5)]
    pictures(tmp_path, (f"{part}/{name}" for part in ("train", "test") for name in names))
    assert told(tmp_path) == [["path", "label"], *([name[2:], name[0]] for name in names)]
    assert as_csv(Asked(str(tmp_path / "train")), tmp_path / "copy.csv") is None  # which projects read as it is


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    for k in range(3):
        pictures(tmp_path, (f"train/{name}/{k}{os.fsdecode(bytes([0xE9]))}.png" for name in "ab"))
    done = advisor("convert", str(tmp_path))
    assert (done.code, done.out) == (2, b"")
    assert "is a name that is no UTF-8" in done.err


def test_classes_in_names_of_files_become_labels(tmp_path: Path) -> None:
    pictures(tmp_path, (f"{name}.{k}.png" for name in ("cat", "dog") for k in range(8)))
    assert told(tmp_path)[1:3] == [["cat.0.png", "cat"], ["cat.1.png", "cat"]]


def test_images_that_a_table_names_have_its_columns(tmp_path: Path) -> None:
    pictures(tmp_path, (f"images/{k}.png" for k in range(20)))
    (tmp_path / "labels.csv").write_text("id,what\n" + "".join(f"{k},{'ab'[k % 2]}\n" for k in range(25)), "utf-8")
    header, first, *_ = told(tmp_path)
    assert (header, first) == (["path", "what"], ["0.png", "a"])


def test_recordings_have_the_group_that_their_names_tell(tmp_path: Path) -> None:
    noises(tmp_path, (f"{word}/s{who}-{take}.wav" for word in ("no", "yes") for who in range(4) for take in "12"))
    header, first, *_ = told(tmp_path)
    assert (header, first) == (["path", "label", "group"], ["s0-1.wav", "no", "s0"])


def test_recordings_have_what_is_said_in_them(tmp_path: Path) -> None:
    noises(tmp_path, (f"{k}.wav" for k in range(6)))
    for k in range(6):
        (tmp_path / f"{k}.txt").write_text(f"word {k}", encoding="utf-8")
    assert told(tmp_path)[:2] == [["path", "transcript"], ["0.wav", "word 0"]]


def test_images_inside_a_table_are_written_beside_it(tmp_path: Path) -> None:
    pictures(tmp_path, (f"{k}.png" for k in range(12)))
    held = [{"bytes": (tmp_path / f"{k}.png").read_bytes(), "path": f"{k}.png"} for k in range(12)]
    table = pa.table({"image": held, "label": [k % 2 for k in range(12)]})
    pq.write_table(table, tmp_path / "t.parquet")
    refused = advisor("convert", "t.parquet", cwd=tmp_path)
    assert (refused.code, refused.out) == (2, b"")
    assert "-o names a file" in refused.err
    assert advisor("convert", "t.parquet", "-o", "t.csv", cwd=tmp_path).code == 0
    header, *rows = rows_of((tmp_path / "t.csv").read_text(encoding="utf-8"))
    assert header == ["path", "label"]
    assert [label for _, label in rows] == [str(k % 2) for k in range(12)]
    assert all(Path(path).read_bytes() == cell["bytes"] for (path, _), cell in zip(rows, held, strict=True))
    again = advisor("convert", "t.parquet", "-o", "t.csv", "--force", cwd=tmp_path)
    assert again.code == 2
    assert "t-files: is there already" in again.err


def test_texts_in_folders_of_the_training_part_become_rows(tmp_path: Path) -> None:
    for part, name, k in product(("train", "test"), ("neg", "pos"), range(4)):
        (tmp_path / part / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / part / name / f"{k}.txt").write_text(f"{part}, {name},\n{k}", encoding="utf-8")
    header, *rows = rows_of(advisor("convert", str(tmp_path)).text)
    assert header == ["text", "label"]
    assert min(rows) == ["train, neg,\n0", "neg"]
    assert len(rows) == 8


def test_tagged_tokens_become_json_lines(tmp_path: Path) -> None:
    numbered = "1\tin\tO\n2\tOslo\tB-LOC\n\n1\tthe\tO\n2\tsea\tO\n\n" * 20
    for part in ("train", "test"):
        (tmp_path / f"{part}.conll").write_text(numbered, encoding="utf-8")
    first, second, *_ = advisor("convert", str(tmp_path)).text.splitlines()
    assert json.loads(first) == {"tokens": ["in", "Oslo"], "tags": ["O", "B-LOC"]}
    assert json.loads(second)["tokens"] == ["the", "sea"]


def test_text_to_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("A long text, and no label.\n" * 40, encoding="utf-8")
    done = advisor("convert", "t.txt", "--kind", "text", cwd=tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert "is of a kind that is not converted" in done.err


def test_new_data_need_not_hold_the_target(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("# asked in May\nsize,colour\n1,red\n2,blue\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no column 'y'"):
        examine(Asked(str(path), "y"))
    found = as_csv(Asked(str(path), "y"), tmp_path / "copy.csv", recognised=False)
    assert found is not None
    assert rows_of(found.path.read_text(encoding="utf-8"))[1] == ["1", "red"]


def test_the_one_table_of_a_folder_before_a_text_about_it(tmp_path: Path) -> None:
    home = tmp_path / "data"
    home.mkdir()
    (home / "about.txt").write_text("what the columns mean\n" * 20)
    path = write(home / "train.csv", sure())
    found = as_csv(Asked(str(home), "y"), tmp_path / "copy.csv")
    assert found is not None
    assert found.path == Path(path)
