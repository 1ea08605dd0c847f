"""Tables as people and programs leave them: any encoding, no header, lines above and below, white space between."""

import random
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.shared.tables.dialect import csv_dialect
from tests.profiling.tables import raw, sure, types

DRAW = random.Random(5)
ROWS = [(round(DRAW.gauss(5, 1), 2), DRAW.randrange(40), DRAW.choice(["elm", "oak", "fir"])) for _ in range(80)]
LINES = [f"{a},{b},{c}" for a, b, c in ROWS]
PLAIN = ["girth,age,kind", *LINES]


def measured(path: str, target: str = "kind", **said: Any) -> tuple[dict, list[str]]:
    facts, *_, notes, _ = examine(Asked(path, target, **said))
    facts.pop("data.path")
    return facts, notes


@pytest.fixture
def plain(tmp_path: Path) -> dict:
    return measured(raw(tmp_path / "plain.csv", PLAIN))[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "word", "name"),
    [("cp1252", "“fir” – 5 €", "Windows-1252"), ("utf-16", "fïr", "UTF-16"), ("latin-1", "fïr", "Latin-1")],
)
@pytest.mark.parametrize("late", [False, True])
def test_encodings(tmp_path: Path, encoding: str, word: str, name: str, late: bool) -> None:
    lines = [line.replace("fir", word) for line in PLAIN]
    if late and encoding != "utf-16":  # beyond what is looked at before the file is read
        lines = PLAIN + PLAIN[1:] * 5_000 + lines[1:]
    expected = measured(raw(tmp_path / "u.csv", lines))[0]
    facts, notes = measured(raw(tmp_path / "t.csv", lines, encoding))
    assert facts == expected
    assert notes[0] == f"the text is no UTF-8 and was read as {name}"


@pytest.mark.parametrize(
    ("encoding", "names", "name"),
    [
        ("cp949", "가격,나무 종류,높이", "CP949 (Korean)"),
        ("gb18030", "价格,树的种类,高度", "GB 18030 (Chinese)"),
        ("cp932", "ねだん,きのしゅるい,高さ", "Shift JIS (Japanese)"),
        ("cp1251", "цена,вид дерева,высота", "Windows-1251 (Cyrillic)"),
    ],
)
def test_alphabets_of_other_encodings(tmp_path: Path, encoding: str, names: str, name: str) -> None:
    path = tmp_path / "t.csv"
    rows = "".join(f"{place % 7}.5,{place % 3},{place}\n" for place in range(60))
    path.write_bytes(f"{names}\n{rows}".encode(encoding))
    found = examine(Asked(str(path), names.split(",", maxsplit=1)[0]))
    assert [column["name"] for column in found.facts["data.columns"]] == names.split(",")[1:]
    assert f"the text is no UTF-8 and was read as {name}" in found.notes


def test_semicolons_that_excel_took_for_commas(tmp_path: Path) -> None:
    """It fills all lines up to as many commas, those inside of numbers among them."""
    path = tmp_path / "t.csv"
    rows = [f"{place % 7},5;{'2,6' if place % 2 else '3'};{place % 5}" for place in range(60)]
    most = max(row.count(",") for row in rows)
    lines = [line + "," * (most - line.count(",")) for line in ("height;width;wood;", *(f"{row};" for row in rows))]
    path.write_text("\n".join(lines) + "\n")
    facts = profile(str(path), "height")
    assert [column["name"] for column in facts["data.columns"]][:2] == ["width", "wood"]
    assert facts["data.rows"] == 60


def test_a_file_that_breaks_off_in_its_last_row(tmp_path: Path) -> None:
    facts, notes = measured(raw(tmp_path / "t.csv", [*PLAIN, "4.2,1"]))
    assert facts == measured(raw(tmp_path / "u.csv", PLAIN))[0]
    assert notes == ["the file breaks off in its last row, which is left out"]
    with pytest.raises(InputError, match="has 2 cells in this row"):
        measured(raw(tmp_path / "v.csv", [*PLAIN, "4.2,1", "5.1,2,oak"]))


HEADLESS = {
    "numbers and classes": LINES,
    "numbers alone": [line.rpartition(",")[0] + f",{place % 3}" for place, line in enumerate(LINES)],
    "categories alone": [f"{'abc'[place % 3]},{'xy'[place % 2]},{'mn'[place % 7 // 4]}" for place in range(80)],
    "a gap in the first row": ["?,3,oak", *LINES],
    "codes of one shape": [
        f"LJ{place:03}-{place:04},{line.rpartition(',')[2]},{place % 2}" for place, line in enumerate(LINES)
    ],
}


@pytest.mark.parametrize("kind", HEADLESS)
def test_a_table_without_a_header(tmp_path: Path, kind: str) -> None:
    path = raw(tmp_path / "t.csv", HEADLESS[kind])
    facts, notes = measured(path, "column 3")
    assert facts["data.rows"] == len(HEADLESS[kind])
    assert list(types(facts)) == ["column 1", "column 2"]
    assert notes[0] == "there is no header: columns are called by their places, 'column 1' and on"
    with pytest.raises(InputError, match=r"column 3 \(no header was found; --header says that there is one\)"):
        profile(path)


@pytest.mark.parametrize(
    "names",
    ["girth,age,kind", "oak,age,kind", "2019,2020,kind", "girth,age,oak", "0,1,label", "1,2,3"],
)
def test_a_header_is_a_header(tmp_path: Path, names: str) -> None:
    path = raw(tmp_path / "t.csv", [names, *LINES])
    assert csv_dialect(path).names == tuple(names.split(","))


def test_what_the_user_says_of_the_header_counts(tmp_path: Path) -> None:
    path = raw(tmp_path / "t.csv", PLAIN)
    assert measured(path, "column 3", header=False)[0]["data.rows"] == 81
    path = raw(tmp_path / "u.csv", LINES)
    assert measured(path, ROWS[0][2], header=True)[0]["data.rows"] == 79


AROUND = {
    "a title": (["Trees of the park", *PLAIN], "a line before the header is passed over"),
    "a title with a comma": (["Trees, and more", "", *PLAIN], "a line before the header is passed over"),
    "comments": (["# made by hand", "#", "# in 2024", *PLAIN], "3 lines before the header are passed over"),
    "keys and values": (["Source,parks", "Updated,2024", "", *PLAIN], "2 lines before the header are passed over"),
    "a padded title": (["Trees,,", ",,", *PLAIN], "2 lines before the header are passed over"),
    "a footnote": ([*PLAIN, "", "Source: the parks department"], "a line below the table is left out"),
    "two footnotes": ([*PLAIN, "Source: parks", "* by hand"], "2 lines below the table are left out"),
    "units": (
        [PLAIN[0], "cm,years,", *LINES],
        "the second row names or explains columns like the first, and is passed over",
    ),
    "a comment as header": (["# girth,age,kind", *LINES], ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", AROUND)
def test_lines_around_a_table(tmp_path: Path, plain: dict, kind: str) -> None:
    lines, note = AROUND[kind]
    assert measured(raw(tmp_path / "t.csv", lines)) == (plain, [note] if note else [])


def test_a_second_header_over_answers(tmp_path: Path) -> None:
    rows = [f"{place},{DRAW.choice(['Yes', 'No'])},{DRAW.choice('abc')}" for place in range(80)]
    path = raw(tmp_path / "t.csv", ["id,Do you?,Which?", ",Response,Response", *rows])
    facts, _ = measured(path, "Do you?")
    assert (facts["task"], facts["data.rows"]) == ("binary", 80)


@pytest.mark.parametrize("cells", ["a,b", "a"])
def test_a_row_that_is_short_is_no_footnote(tmp_path: Path, cells: str) -> None:
    with pytest.raises(InputError, match="cells in this row, and the header has 3"):
        profile(raw(tmp_path / "t.csv", [*PLAIN, cells, *LINES]), "kind")


def test_the_line_of_a_short_row_is_that_of_the_file(tmp_path: Path) -> None:
    rows = [f'{place},"a word\nand another",{"xy"[place % 2]}' for place in range(60)]
    rows[40] = '40,"cut\nshort"'
    with pytest.raises(InputError, match=r"t.csv:83: has 2 cells in this row, and the header has 3"):
        profile(raw(tmp_path / "t.csv", ["n,said,kind", *rows]), "kind")


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "latin-1"), ("\t", "utf-8")])
def test_rows_that_end_before_the_last_columns(tmp_path: Path, separator: str, encoding: str) -> None:
    header, rows = ["girth", "größe", "kind", "a", "b"], [[b, a, kind] for a, b, kind in ROWS]
    cells: list[list[Any]] = [header, *([*row, "x", "y"] for row in rows[:20]), *rows[20:]]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(separator.join(map(str, row)) for row in cells), encoding)
    facts, notes = measured(str(path), "kind")
    assert (facts["data.rows"], len(facts["data.columns"])) == (len(ROWS), 4)
    said = f"{len(ROWS) - 20} of {len(ROWS)} rows end before the last column: what they lack is missing there"
    assert said in notes


def test_a_sign_above_the_numbers_of_the_rows(tmp_path: Path) -> None:
    lines = [f"{place},{line}" for place, line in enumerate(LINES, 1)]
    facts, _ = measured(raw(tmp_path / "t.csv", ["#,girth,age,kind", *lines]))
    assert types(facts) == {"#": "identifier", "girth": "numeric", "age": "numeric"}


def test_a_header_without_a_name_for_the_rows(tmp_path: Path) -> None:
    facts, notes = measured(raw(tmp_path / "t.csv", [PLAIN[0], *(f'"{k}",{line}' for k, line in enumerate(LINES, 1))]))
    assert types(facts)["column 1"] == "identifier"
    assert "the header is one name short: the first column holds the names of the rows" in notes
    titled = raw(tmp_path / "u.csv", ["Trees", "age,girth", *(f"{b},{a}" for a, b, _ in ROWS)])
    assert list(types(measured(titled, "age")[0])) == ["girth"]


@pytest.mark.parametrize("separator", ["  ", "\t", "|", ";"])
@pytest.mark.parametrize("suffix", [".txt", ".data", ".dat", ""])
def test_a_text_whose_lines_are_rows_is_a_table(tmp_path: Path, plain: dict, separator: str, suffix: str) -> None:
    lines = [line.replace(",", separator) for line in PLAIN]
    path = raw(tmp_path / f"t{suffix}", lines)
    assert measured(path)[0] == plain
    assert measured(path, kind="table")[0] == plain


def test_white_space_may_stand_before_and_in_quotes(tmp_path: Path) -> None:
    lines = [f'  {a}   {b}  {b % 3 if place % 9 else "?"}\t"{c} tree"' for place, (a, b, c) in enumerate(ROWS)]
    facts, _ = measured(raw(tmp_path / "t.data", lines), "column 4")
    assert (facts["task"], facts["data.rows"], facts["data.features"]) == ("multiclass", 80, 3)


def test_a_list_of_files_with_a_label_behind_a_blank(tmp_path: Path) -> None:
    lines = [f"./scans/{place}.ppm {'wet' if place % 3 else 'dry'}" for place in range(60)]
    with pytest.raises(InputError, match="the 60 images that it names do not lie beside it"):
        profile(raw(tmp_path / "t.csv", lines))


def test_a_first_row_that_names_a_file_as_the_others_do_is_no_header(tmp_path: Path) -> None:
    path = raw(tmp_path / "t.csv", [f"{place}.dat|{word}" for place, word in enumerate(("one", "two", "six"))])
    with pytest.raises(InputError, match="there are: column 1, column 2 "):
        profile(path)


def test_prose_is_no_table_and_no_option_is_dropped(tmp_path: Path) -> None:
    prose = raw(tmp_path / "t.txt", ["It was the best of times, it was the worst of times."] * 50)
    assert profile(prose)["task"] == "language-modeling"
    with pytest.raises(InputError, match="holds no data of the kind table"):
        profile(prose, kind="table")
    with pytest.raises(InputError, match="it has no use for --target kind"):
        profile(prose, "kind")
    tagged = raw(tmp_path / "u.txt", ["in\tO", "Oslo\tB-LOC", "", "at\tO", "Rome\tB-LOC", "", "a\tO"] * 20)
    for task in (None, "token-classification"):
        assert profile(tagged, task=task)["data.classes"] == 2


def test_quotation_marks_between_tabs_may_be_text(tmp_path: Path) -> None:
    marks = ['"' if k % 9 == 4 else "" for k in range(80)]
    lines = [f"{k % 2}\t{mark}so it goes, and goes on and on number {k}" for k, mark in enumerate(marks)]
    facts, notes = measured(raw(tmp_path / "t.tsv", ["label\ttext", *lines]), "label")
    assert (facts["data.kind"], facts["data.rows"]) == ("text", 80)
    assert notes[0] == "quotation marks are read as text, as some are never closed"
    early = [f"{k % 2}\tand so it goes, on and on and on, number {k}" for k in range(3_000)]
    assert measured(raw(tmp_path / "u.tsv", ["label\ttext", *early, *lines]), "label")[0]["data.rows"] == 3_080


def test_index_columns_are_no_inputs_whatever_their_gaps(tmp_path: Path) -> None:
    columns = sure()
    index = sorted(random.Random(1).sample(range(10_000), len(columns["y"])))
    for name in ("", "rownames", "Unnamed: 0", "X"):
        rows = [
            f"{name},x,colour,y",
            *map(",".join, zip(map(str, index), *(map(str, each) for each in columns.values()), strict=True)),
        ]
        facts, _ = measured(raw(tmp_path / "t.csv", rows), "y")
        assert types(facts)[name or "column 1"] == "identifier"


def test_a_lone_column_whose_first_value_is_missing(tmp_path: Path) -> None:
    path = raw(tmp_path / "rates.csv", ["# rates of a day", "NA", *(f"{a}" for a, *_ in ROWS)])
    assert csv_dialect(path).names == ("column 1",)
    with pytest.raises(InputError, match=r"has no column beside the target(.|\n)*rename_axis"):
        profile(path, "column 1")


def test_a_page_of_comments_above_the_table(tmp_path: Path, plain: dict) -> None:
    facts, notes = measured(raw(tmp_path / "t.csv", [*(f"# line {k} of many, and more" for k in range(170)), *PLAIN]))
    assert facts == plain
    assert notes[0] == "170 lines before the header are passed over"


def test_a_header_without_a_name_for_the_last_column(tmp_path: Path) -> None:
    rows = [f"{1980 + k // 12}-{k % 12 + 1:02},{k % 5},{(k * 7) % 13},-0.99" for k in range(80)]
    dialect = csv_dialect(raw(tmp_path / "t.csv", ["Date,level,flow", *rows]))
    assert dialect.names == ("Date", "level", "flow", "")
    assert dialect.notes == ("the header is one name short: the last column has none",)


@pytest.mark.parametrize("name", ["train.txt", "data.list"])
def test_json_lines_whatever_the_suffix(tmp_path: Path, name: str, plain: dict) -> None:
    rows = [f'{{"girth": {a}, "age": {b}, "kind": "{c}"}}' for a, b, c in ROWS]
    assert measured(raw(tmp_path / name, rows))[0] == plain
    (tmp_path / "parts").mkdir()
    raw(tmp_path / "parts" / "train.txt", rows)
    raw(tmp_path / "parts" / "test.txt", rows[:9])
    assert measured(str(tmp_path / "parts"))[0] == plain


def test_a_folder_of_texts_that_are_one_table(tmp_path: Path) -> None:
    for year in (1990, 1991):
        raw(tmp_path / f"yob{year}.txt", LINES)
    raw(tmp_path / "README.txt", ["what it is about"])
    facts, _ = measured(str(tmp_path), "column 3")
    assert (facts["data.kind"], facts["data.rows"]) == ("table", 2 * len(LINES))


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("agaricus.txt", b"1 3:1 10:0.5\n0 4:1 9:1\n" * 9, "load_svmlight_file"),
        ("heart.train", b"+1 1:0.7 2:1e-3 # x\n-1 1:-1 3:1\n" * 9, "load_svmlight_file"),
        ("train-images-idx3-ubyte", b"\0\0\x08\x03\0\0\0\x02\0\0\0\x1c\0\0\0\x1c" + bytes(1568), "np.frombuffer"),
    ],
)
def test_what_its_start_tells_is_refused_with_a_way_on(tmp_path: Path, name: str, content: bytes, hint: str) -> None:
    (tmp_path / name).write_bytes(content)
    for path in (tmp_path / name, tmp_path):
        if path == tmp_path and name.endswith(".txt"):
            continue
        with pytest.raises(InputError) as caught:
            profile(str(path))
        assert hint in str(caught.value)


def test_a_header_one_short_that_begins_without_a_name(tmp_path: Path) -> None:
    columns = sure(60)
    rows = zip(columns["x"], columns["colour"], columns["y"], strict=True)
    path = raw(tmp_path / "t.csv", [",x,colour,y", *(f"{k},North {k},{x},{c},{y}" for k, (x, c, y) in enumerate(rows))])
    facts, *_, notes, _ = examine(Asked(path, "y"))
    assert {name: kind for name, kind in types(facts).items() if kind != "identifier"} == {
        "x": "numeric",
        "colour": "categorical",
    }
    assert "the header is one name short: the first column holds the names of the rows" in notes


def test_lines_padded_with_separators_above_a_header_with_a_year(tmp_path: Path) -> None:
    above = [",World Indicators,,", "a link,,,", "Last Updated,7/8/16,,", ",,,"]
    lines = [
        *above,
        "Country,Code,Indicator,2015",
        *(f"land {k},L{k:02},kind {k % 4},{'' if k % 5 == 0 else k * 3.5}" for k in range(60)),
    ]
    facts, *_, notes, _ = examine(Asked(raw(tmp_path / "t.csv", lines), "2015", task="regression"))
    assert facts["data.target"] == "2015"
    assert any("lines before the header are passed over" in note for note in notes)


def test_gaps_in_words_between_spaces(tmp_path: Path) -> None:
    columns = sure(60)
    rows = [
        f"{k} {'NA' if k % 3 else x} NA {k % 7} {'NA' if k % 2 else k} {y}"
        for k, (x, y) in enumerate(zip(columns["x"], columns["y"], strict=True))
    ]
    facts = examine(Asked(raw(tmp_path / "t.dat", ["n x void seven two y", *rows]), "y")).facts
    assert (facts["data.rows"], facts["task"]) == (60, "binary")


def test_many_lines_below_a_line_of_dashes(tmp_path: Path, plain: dict) -> None:
    below = ['"---"', *(f'"{place}. A remark about the table"' for place in range(40))]
    facts, notes = measured(raw(tmp_path / "t.csv", [*PLAIN, *below]))
    assert (facts, notes[0]) == (plain, "41 lines below the table are left out")


def test_names_and_values_about_a_table_above_it(tmp_path: Path, plain: dict) -> None:
    above = ["Profile,,", "Number of the profile,106,978", "Kind,kW,", "From,2022,", ",,", "Values,,"]
    facts, notes = measured(raw(tmp_path / "t.csv", [*above, *PLAIN]))
    assert facts == plain
    assert notes[0].endswith("lines before the header are passed over")


def test_titles_above_two_columns_are_padded(tmp_path: Path) -> None:
    lines = ["2024 of the meter,", "In the street,", "at,kW", *(f"{place},{place % 7}.5" for place in range(60))]
    assert csv_dialect(raw(tmp_path / "t.csv", lines)).names == ("at", "kW")
    lines = ["text,", *(f"some words {place},{place % 2}" for place in range(60))]
    assert csv_dialect(raw(tmp_path / "t.csv", lines)).names == ("text", "")


def test_a_broken_line_of_a_folder_is_named_by_its_file(tmp_path: Path) -> None:
    raw(tmp_path / "a.csv", PLAIN)
    raw(tmp_path / "b.csv", [PLAIN[0], "1,2,elm,oak"])
    raw(tmp_path / "c.csv", [PLAIN[0], "1,2,elm,oak"])
    with pytest.raises(InputError) as told:
        examine(Asked(str(tmp_path / "[bc].csv"), "kind"))
    assert told.value.diagnostics[0].line == 2


def test_a_workbook_or_an_archive_called_csv(tmp_path: Path) -> None:
    for start, what, ending in ((b"PK\3\4", "an archive", "zip"), (b"PK\3\4xl/", "a workbook of Excel", "xlsx")):
        (tmp_path / "t.csv").write_bytes(start + b"\0" * 50)
        with pytest.raises(InputError, match=f"is {what}, not text") as told:
            examine(Asked(str(tmp_path / "t.csv"), "kind"))
        assert str(told.value.diagnostics[0].hint).endswith(f"t.{ending}")


def test_few_short_words_in_few_rows_are_categories(tmp_path: Path) -> None:
    pool = ["" if place % 25 else ("Ex", "Gd", "Fa")[place // 25 % 3] for place in range(len(ROWS))] * 2
    lines = ["girth,pool,age", *(f"{a},{word},{b}" for (a, b, _), word in zip(ROWS * 2, pool, strict=True))]
    facts, notes = measured(raw(tmp_path / "t.csv", lines), "age")
    assert types(facts)["pool"] == "categorical"
    assert not any("texts" in note for note in notes)
