"""One table, many ways to write it: the facts are the same, or it is said what is wrong."""

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.shared.tables.errors import explain
from tests.profiling.tables import column, numbers, raw, sure, types, write

COLUMNS = {
    "n": numbers(lambda draw: draw.choice([None, draw.randrange(1000)])),
    "f": numbers(lambda draw: round(draw.gauss(0, 1), 3)),
    "b": numbers(lambda draw: draw.choice(["true", "false"])),
    "day": numbers(lambda draw: f"2024-05-{draw.randrange(10, 29)}"),
    "Name": numbers(lambda draw: draw.choice(['o"ne', "t,wo", "drei\nvier", "fünf", None])),
    "name": numbers(lambda draw: draw.choice("ab")),
    **sure(),
}
LINES = ["x;colour;y"] + [f"{x};{c};{y}" for x, c, y in zip(*sure().values(), strict=True)]


def facts_of(path: str) -> dict:
    facts = profile(path, "y")
    assert facts.pop("data.path") == path
    return facts


@pytest.fixture(scope="module")
def csv_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("formats") / "table.csv"
    write(path, COLUMNS)
    return path


@pytest.mark.parametrize("suffix", [".tsv", ".parquet", ".jsonl", ".csv.gz", ".CSV", ".jsonl.gz"])
def test_the_same_table_has_the_same_facts_in_every_format(csv_file: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
    lines = "".join(json.dumps({**row, "b": row["b"] == "true"}) + "\n" for row in rows)
    if suffix == ".tsv":
        write(path, COLUMNS, delimiter="\t")
    elif suffix == ".parquet":  # DuckDB's own guess of types: numbers, dates, truth values
        duckdb.execute(f"COPY (SELECT * FROM read_csv('{csv_file}')) TO '{path}'")
    elif suffix == ".jsonl":
        path.write_text(lines, encoding="utf-8")
    elif suffix == ".jsonl.gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_bytes(gzip.compress(csv_file.read_bytes()) if suffix == ".csv.gz" else csv_file.read_bytes())
    expected, found = facts_of(str(csv_file)), facts_of(str(path))
    if suffix == ".parquet":  # DuckDB cannot write two names that differ in case alone
        for each in found["data.columns"]:
            each["name"] = {"name_1": "name"}.get(each["name"], each["name"])
    assert found == expected
    assert types(found) == {
        "n": "numeric", "f": "numeric", "b": "categorical", "day": "date", "Name": "categorical",
        "name": "categorical", "x": "numeric", "colour": "categorical",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace(";", ","), id="comma"),
        pytest.param(lambda text: text.replace(";", "|"), id="bar"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="CR"),
        pytest.param(lambda text: text.replace("\n", "\r\n", 30), id="CRLF and LF"),
        pytest.param(lambda text: "\n  \n" + text, id="blank lines first"),
        pytest.param(lambda text: text + "\n\n", id="blank lines last"),
        pytest.param(lambda text: text.rstrip("\n"), id="no last line end"),
        pytest.param(lambda text: text.replace(".", ","), id="decimal commas"),
        pytest.param(lambda text: text.replace("red", '"red"'), id="needless quotes"),
        pytest.param(lambda text: text.replace(";red", "; red "), id="blanks"),
    ],
)
def test_dialects(tmp_path: Path, change) -> None:
    plain = facts_of(raw(tmp_path / "plain.csv", LINES))
    other = tmp_path / "other.csv"
    other.write_bytes(change("\n".join(LINES) + "\n").encode())
    assert facts_of(str(other)) == plain


def test_thousands_are_numbers(tmp_path: Path) -> None:
    columns = {"pay": [f"{1000 + 7 * place:,}" for place in range(400)], **sure()}
    facts = profile(write(tmp_path / "t.csv", columns), "pay")
    assert (facts["task"], facts["data.target_mean"]) == ("regression", 2396.5)


def test_latin_1(tmp_path: Path) -> None:
    columns = {**sure(), "Straße": numbers(lambda draw: draw.choice(["München", "Köln"]))}
    path = Path(write(tmp_path / "utf8.csv", columns))
    expected = facts_of(str(path))
    other = tmp_path / "latin1.csv"
    other.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    found, *_, notes, _ = examine(Asked(str(other), "y"))
    assert found | {"data.path": ""} == expected | {"data.path": ""}
    assert notes == ["the text is no UTF-8 and was read as Latin-1"]


def test_a_path_is_taken_literally(tmp_path: Path) -> None:
    for name in ("a[1].csv", "it's *.csv", "ü 😀.csv"):
        assert profile(write(tmp_path / name, sure()), "y")["data.rows"] == 400


@pytest.mark.parametrize(
    "name",
    [
        'say "hi"', "x'; drop table raw; --", "two\nlines", "\x1b[31mred", "😀", "x" * 10_000, "a,b", " padded ",
        "select", "X", "é", "$1", "{}", "%s", "c0",
    ],
)  # fmt: skip
def test_hostile_names_are_names(tmp_path: Path, name: str) -> None:
    facts = profile(write(tmp_path / "t.csv", {name: numbers(lambda draw: draw.random()), **sure()}), "y")
    assert column(facts, name)["type"] == "numeric"
    facts = profile(write(tmp_path / "u.csv", {"x": sure()["x"], name: sure()["y"]}), name)
    assert facts["data.target"] == name


def test_columns_without_a_name_of_their_own_are_called_by_their_place(tmp_path: Path) -> None:
    lines = [",a,a,y", *(f"{place},{place % 7},{place % 5},{place % 3}" for place in range(60))]
    path = raw(tmp_path / "t.csv", lines)
    facts, *_, notes, _ = examine(Asked(path, "y"))
    assert list(types(facts)) == ["column 1", "a", "a (column 3)"]
    assert "columns without a name of their own are called by their place: 'column 1', 'a (column 3)'" in notes
    with pytest.raises(InputError, match="2 columns are called 'a'"):
        profile(path, "a")


REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\n \n\n", "is empty"),
    "mark.csv": (b"\xef\xbb\xbf", "is empty"),
    "header.csv": (b"x,y\n", "has a header and no rows"),
    "one.csv": (b"x,y\n1,2\n", "two rows with a target are the least"),
    "lfs.csv": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\n", "Git LFS(.|\n)*git lfs pull"),
    "binary.csv": (b"\x7fELF\0\0\0", "is a binary file"),
    "wide.csv": ("\ufeffx,y\n".encode("utf-16"), "has a header and no rows"),
    "only.csv": (b"y\n1\n2\n3\n2\n", "has no column beside the target"),
    "same.csv": (b"x,y\n1,2\n2,2\n3,2\n", "the target 'y' is the same in every row"),
    "void.csv": (b"x,y\n1,\n2,NA\n3,?\n", "the target 'y' is missing in every row"),
    "short.csv": (b"x,a,y\n1,2,3\n1,2\n", "short.csv:3: has 2 cells in this row, and the header has 3"),
    "long.csv": (b"x,y\n1,2\n1,2,3\n", "long.csv:3: has 3 cells in this row, and the header has 2"),
    "quote.csv": (b'x,y\n1,"2\n3,4\n', "quote.csv:2: has a quotation mark that is never closed"),
    "headless.csv": (b"5.1,3.5,0\n4.9,3.0,1\n4.7,3.2,0\n", "no column 'y'(.|\n)*column 3 .no header was found"),
    "names.csv": (b"x,y\na,1\nb,0\nc,1\nd,0\n", "no column to learn from beside the target: 1 identifier"),
    "bad.jsonl": (b'{"x": 1, "y": 2}\n{"x": \n', "bad.jsonl:2: holds a line that is no JSON object"),
    "list.jsonl": (b'{"x": 1, "y": 2}\n[1, 2]\n', "list.jsonl:2: holds a line that is no JSON object"),
    "array.jsonl": (b'[{"x": 1}]', "array.jsonl:1: holds a line that is no JSON object"),
    "bad.parquet": (b"x,y\n1,2\n", "is no Parquet file"),
    "cut.parquet": (b"PAR1" + b"\1" * 40, "cannot be read as a table"),
    "bad.csv.gz": (b"x,y\n1,2\n", "cannot be read"),
    "cut.csv.gz": (gzip.compress(b"x,y\n" + b"1,2\n" * 999)[:-12], "cut off"),
    "void.csv.gz": (gzip.compress(b""), "is empty"),
    "table.xls": (b"\xd0\xcf", r"is of a kind that is not read \(.xls\)(.|\n)*read_excel"),
    "table": (b"x,y\n1,2\n", r"is of a kind that is not read \(no suffix\)(.|\n)*--kind text reads it"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    content, reason = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason) as refused:
        profile(str(path), "y")
    assert str(path) in str(refused.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path, "is a folder without files"),
        (tmp_path / "gone.csv", "No such file"),
        ("/dev/null", "regular"),
    ):
        with pytest.raises(InputError, match=reason):
            profile(str(path), "y")
    with pytest.raises(InputError, match="null"):
        profile("a\0b.csv", "y")


def test_a_file_that_vanishes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write(path, sure())
    with pytest.raises(InputError, match=r"t\.csv"):
        examine(Asked(str(path), "y"), lambda stage, part: path.unlink(missing_ok=True))


def test_a_column_that_is_not_there_gives_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", sure())
    with pytest.raises(InputError, match="did you mean 'colour'"):
        profile(path, "color")
    with pytest.raises(InputError, match="there are: x, colour, y"):
        profile(path)


def test_ten_rows_of_many_columns(tmp_path: Path) -> None:
    columns = {f"f{place}": [place * row % 7 for row in range(10)] for place in range(1_000)}
    facts = profile(write(tmp_path / "t.csv", {**columns, "y": [0, 1] * 5}), "y")
    assert len(facts["data.columns"]) == 1_000
    assert facts["data.leaks"] == []


@pytest.mark.parametrize("inner", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("place", [0, 1])
def test_names_of_several_lines(tmp_path: Path, inner: str, end: str, place: int) -> None:
    names = ["x", "z", "y"]
    names[place] = f'"two{inner}lines, ""quoted"""'
    rows = [f"{place % 7},{place % 5},{place % 2}" for place in range(200)]
    path = tmp_path / "t.csv"
    path.write_bytes("".join(line + end for line in (",".join(names), *rows)).encode())
    facts = profile(str(path), "y")
    assert facts["data.rows"] == 200
    assert [each["name"] for each in facts["data.columns"]][place] == f'two{inner}lines, "quoted"'


def test_a_line_beyond_what_is_read_is_named() -> None:
    error = explain("t.jsonl", 'Invalid Input Error: "maximum_object_size" of 16777216 bytes exceeded')
    assert "has a line of more than 16 MB" in str(error)
