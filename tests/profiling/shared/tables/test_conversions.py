"""Tables as other programs write them: JSON documents, ARFF, workbooks, databases, archives, partitions."""

import io
import json
import random
import re
import sqlite3
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import ROWS, raw, sure, types, write
from tests.profiling.texts import texts

pytestmark = pytest.mark.slow

COLUMNS = sure()
RECORDS = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
PLAIN = {name: list(values) for name, values in COLUMNS.items()}


def facts_of(path: Path | str, target: str = "y") -> dict[str, Any]:
    facts = profile(str(path), target)
    facts.pop("data.path")
    return facts


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The facts of the same table as CSV."""
    return facts_of(write(tmp_path_factory.mktemp("csv") / "t.csv", sure()))


DOCUMENTS = {
    "records": RECORDS,
    "under a key": {"name": "people", "rows": RECORDS, "version": 1},
    "two keys down": {"response": {"items": RECORDS, "count": len(RECORDS)}},
    "columns of lists": PLAIN,
    "columns by row": {name: {str(k): v for k, v in enumerate(values)} for name, values in PLAIN.items()},
    "rows by key": {f"r{place}": row for place, row in enumerate(RECORDS)},
    "split": {"columns": list(PLAIN), "index": list(range(ROWS)), "data": [list(row.values()) for row in RECORDS]},
    "lists with names": [list(PLAIN), *(list(row.values()) for row in RECORDS)],
}


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_json_document_is_a_table(tmp_path: Path, form: str, wanted: dict[str, Any]) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(DOCUMENTS[form], indent=1))
    assert facts_of(path) == wanted


def test_records_a_line_are_read_whatever_the_suffix(tmp_path: Path, wanted: dict[str, Any]) -> None:
    assert facts_of(raw(tmp_path / "t.json", map(json.dumps, RECORDS))) == wanted


def test_of_several_tables_in_a_document_one_is_named(tmp_path: Path, wanted: dict[str, Any]) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"people": RECORDS, "ages": [{"a": 1}, {"a": 2}], "made": "today"}))
    assert facts_of(path) == wanted
    (note,) = examine(Asked(str(path), "y")).notes
    assert note.startswith("of the tables under the keys 'people', 'ages', 'people' is read: ")
    with pytest.raises(InputError, match="no column 'y'"):
        profile(f"{path}::ages", "y")


def test_a_document_without_a_table_is_refused_with_a_way_on(tmp_path: Path) -> None:
    for place, document in enumerate(({"a": 1}, [1, 2, 3], [], "text", {"a": {"b": 1}})):
        path = tmp_path / f"{place}.json"
        path.write_text(json.dumps(document))
        with pytest.raises(InputError, match=r"holds no table(.|\n)*a record a line"):
            profile(str(path), "y")
    with pytest.raises(InputError, match="is no JSON"):
        profile(raw(tmp_path / "broken.json", ['{"a": [1, 2']), "y")


def test_a_document_beside_tables_only_describes_them(tmp_path: Path, wanted: dict[str, Any]) -> None:
    write(tmp_path / "t.csv", sure())
    (tmp_path / "meta.json").write_text(json.dumps({"made": "today", "by": ["a", "b"]}))
    assert facts_of(tmp_path) == wanted


def test_arff_dense_and_sparse(tmp_path: Path, wanted: dict[str, Any]) -> None:
    head = ["% a comment", "@RELATION t", "@attribute x numeric", "@attribute 'colour' {red,green,blue}"]
    head += ["@Attribute y {yes,no}", "", "@DATA"]
    dense = [f"{x}, '{colour}', {y}" for x, colour, y in zip(*COLUMNS.values(), strict=True)]
    assert facts_of(raw(tmp_path / "dense.arff", [*head, *dense])) == wanted
    sparse = [
        "{" + ", ".join([f"0 {x}"] + [f"1 {c}"] * (c != "red") + [f"2 {y}"] * (y != "yes")) + "}"
        for x, c, y in zip(*COLUMNS.values(), strict=True)
    ]
    assert facts_of(raw(tmp_path / "sparse.arff", [*head, *sparse])) == wanted
    with pytest.raises(InputError, match="names no attributes"):
        profile(raw(tmp_path / "empty.arff", ["@data", "1,2"]), "y")


def test_numbers_that_arff_calls_classes_are_classes(tmp_path: Path) -> None:
    head = ["@relation t", "@attribute x numeric", "@attribute y {1,2,3,4,5,6,7,8,9,10,11,12}", "@data"]
    path = raw(tmp_path / "t.arff", [*head, *(f"{place % 7 + 0.5},{1 + place % 12}" for place in range(240))])
    assert facts_of(path)["task"] == "multiclass"


def database(path: Path, tables: dict[str, dict[str, Any]]) -> Path:
    with sqlite3.connect(path) as made:
        for name, columns in tables.items():
            made.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
            rows = list(zip(*columns.values(), strict=True))
            made.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})', rows)
    made.close()
    return path


def test_a_table_of_sqlite(tmp_path: Path, wanted: dict[str, Any]) -> None:
    assert facts_of(database(tmp_path / "one.db", {"people": COLUMNS})) == wanted
    path = database(tmp_path / "two.sqlite", {"people": COLUMNS, "other ones": {"a": [1, 2]}})
    assert facts_of(f"{path}::people") == wanted
    with pytest.raises(InputError, match=r"holds 2 tables(.|\n)*two.sqlite::NAME; there are: other ones, people"):
        profile(str(path), "y")
    with pytest.raises(InputError, match="no table 'nobody'"):
        profile(f"{path}::nobody", "y")
    with pytest.raises(InputError, match="no SQLite or DuckDB file"):
        profile(raw(tmp_path / "no.db", ["nothing of the kind"]), "y")


def test_a_table_of_duckdb_but_no_view(tmp_path: Path, wanted: dict[str, Any]) -> None:
    import duckdb

    source, path = write(tmp_path / "t.csv", sure()), tmp_path / "t.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(f"CREATE TABLE people AS FROM read_csv('{source}')")
        made.execute(f"CREATE VIEW outside AS FROM read_csv('{source}')")
    assert facts_of(path) == wanted
    with pytest.raises(InputError, match="no table 'outside'"):
        profile(f"{path}::outside", "y")


def test_a_file_of_stata(tmp_path: Path, wanted: dict[str, Any]) -> None:
    frame = pytest.importorskip("pandas").DataFrame(COLUMNS)
    frame.to_stata(tmp_path / "t.dta", write_index=False)
    assert facts_of(tmp_path / "t.dta") == wanted
    with pytest.raises(InputError, match="cannot be read"):
        profile(raw(tmp_path / "broken.dta", ["nothing of the kind"]), "y")


def test_a_workbook(tmp_path: Path, wanted: dict[str, Any]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["a title alone"])
    sheet = book.create_sheet("people")
    for row in [list(COLUMNS), *zip(*COLUMNS.values(), strict=True)]:
        sheet.append(list(row))
    book.save(tmp_path / "t.xlsx")
    assert facts_of(tmp_path / "t.xlsx") == wanted
    assert facts_of(f"{tmp_path / 't.xlsx'}::people") == wanted


@pytest.mark.parametrize(
    ("name", "package"),
    [("t.xlsx", "openpyxl"), ("t.dta", "pandas"), ("t.sav", "pyreadstat"), ("t.sas7bdat", "pandas")],
)
def test_a_missing_package_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    found = __import__("importlib.util").util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda each: None if each == package else found(each))
    with pytest.raises(InputError, match=rf"needs {package}(.|\n)*pip install 'nn-advisor\[formats\]'"):
        profile(str(tmp_path / name), "y")


def test_an_archive_with_one_table(tmp_path: Path, wanted: dict[str, Any]) -> None:
    table = Path(write(tmp_path / "t.csv", sure())).read_bytes()
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("__MACOSX/._t.csv", "x")
        archive.writestr("inside/t.csv", table)
        archive.writestr("README.md", "about it")
    with tarfile.open(tmp_path / "t.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("../../t.csv")
        member.size = len(table)
        tar.addfile(member, io.BytesIO(table))
    for name in ("t.zip", "t.tar.gz"):
        assert facts_of(tmp_path / name) == wanted
    assert not (tmp_path.parents[1] / "t.csv").exists()
    assert "'inside/t.csv' in the archive is read" in examine(Asked(str(tmp_path / "t.zip"), "y")).notes


def test_an_archive_as_competitions_have_them(tmp_path: Path, wanted: dict[str, Any]) -> None:
    table = Path(write(tmp_path / "t.csv", sure())).read_text()
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("train.csv", table)
        archive.writestr("test.csv", "\n".join(line.rpartition(",")[0] for line in table.splitlines()))
        archive.writestr("sample_submission.csv", "y\nyes\n")
    assert facts_of(tmp_path / "t.zip") == wanted


def test_a_table_that_pandas_packed_under_the_name_of_its_archive(tmp_path: Path, wanted: dict[str, Any]) -> None:
    table = Path(write(tmp_path / "t.csv", sure())).read_text()
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("t.zip", table)
    assert facts_of(tmp_path / "t.zip") == wanted


def test_an_archive_of_several_tables_or_of_none(tmp_path: Path, wanted: dict[str, Any]) -> None:
    table = Path(write(tmp_path / "t.csv", sure())).read_text()
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a/t.csv", table)
        archive.writestr("b/t.csv", table)
        archive.writestr("b/u.csv", table)
    with pytest.raises(InputError, match=r"an archive of 3 tables(.|\n)*::NAME(.|\n)*a/t.csv, b/t.csv"):
        profile(str(tmp_path / "t.zip"), "y")
    assert facts_of(f"{tmp_path / 't.zip'}::u.csv") == wanted
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as archive:
        archive.writestr("a.png", "x")
        archive.writestr("b.png", "x")
    with pytest.raises(InputError, match="none of them a table"):
        profile(str(tmp_path / "n.zip"), "y")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(InputError, match="is an archive that cannot be opened"):
        profile(str(tmp_path / "broken.zip"), "y")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", "x,y\n" + "1,2\n" * 4_000_000)
    with pytest.raises(InputError, match="unpacks to"):
        profile(str(tmp_path / "bomb.zip"), "y")


def test_partitions_of_parquet_are_columns(tmp_path: Path) -> None:
    import duckdb

    draw = random.Random(3)
    rows = [(2020 + draw.randrange(3), draw.random(), draw.choice("ab")) for _ in range(300)]
    path = write(tmp_path / "t.csv", dict(zip(("year", "x", "y"), zip(*rows, strict=True), strict=True)))
    duckdb.execute(f"COPY (FROM read_csv('{path}')) TO '{tmp_path / 'parts'}' (FORMAT parquet, PARTITION_BY (year))")
    facts = facts_of(tmp_path / "parts")
    assert (facts["data.rows"], types(facts)) == (300, {"x": "numeric", "year": "numeric"})


def test_an_address_is_refused_with_the_way_to_fetch_it() -> None:
    for address in ("https://example.org/t.csv", "s3://bucket/t.parquet"):
        with pytest.raises(InputError, match=rf"is an address, and nothing is fetched(.|\n)*curl -LO {address}"):
            profile(address, "y")


@pytest.mark.parametrize(("name", "words"), [("t.pkl", "runs code"), ("t.rds", "write.csv"), ("t.mat", "loadmat")])
def test_what_is_not_read_is_converted_by_a_line(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_bytes(b"anything")
    with pytest.raises(InputError, match=words):
        profile(str(tmp_path / name), "y")


def test_lists_of_text_and_label_under_the_parts(tmp_path: Path) -> None:
    said = [[text, ("music", "weather", "alarm")[place % 3]] for place, text in enumerate(texts(150))]
    document = {"val": said[:30], "train": said[:120], "oos_test": said}
    path = tmp_path / "intents.json"
    path.write_text(json.dumps(document))
    facts, *_, notes, _ = examine(Asked(str(path), "column 2"))
    assert [facts[name] for name in ("task", "data.kind", "data.rows")] == ["multiclass", "text", 120]
    assert notes[0].startswith("of the tables under the keys 'val', 'train', 'oos_test', 'train' is read")


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> str:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


ROWS_OF = [list(PLAIN), *(list(row.values()) for row in RECORDS)]


def test_the_sheet_that_names_the_target_is_read(tmp_path: Path, wanted: dict[str, Any]) -> None:
    other: list[list[Any]] = [["a", "b", "c"], *([place, place % 7, place % 3] for place in range(50))]
    path = workbook(tmp_path / "t.xlsx", {"first": other, "second": ROWS_OF})
    assert facts_of(path) == wanted
    assert facts_of(path, "c")["data.rows"] == 50
    with pytest.raises(InputError, match=r"of the sheets 'first', 'second', 'first' is read: .*::SHEET names another"):
        examine(Asked(path))


def test_remarks_around_the_table_of_a_sheet(tmp_path: Path) -> None:
    above = [["Shop report", None, None, None], [None, None, "by A. Nyman", "in May"], ["all", "of", None, "it"]]
    below = [["Source: none", None, None, None], [None, "see also", None, None]]
    rows = [[*row, place % 7] for place, row in enumerate(ROWS_OF[1:])]
    path = workbook(tmp_path / "t.xlsx", {"s": [*above, [*ROWS_OF[0], "week"], *rows, *below]})
    facts, *_, notes, _ = examine(Asked(path, "y"))
    assert types(facts) == {"x": "numeric", "colour": "categorical", "week": "numeric"}
    assert facts["data.rows"] == ROWS
    assert "2 rows below the table are left out, as remarks" in notes
    assert "3 lines before the header are passed over" in notes


def test_a_sheet_whose_size_is_not_what_it_says(tmp_path: Path, wanted: dict[str, Any]) -> None:
    path = workbook(tmp_path / "t.xlsx", {"s": ROWS_OF})
    lying = tmp_path / "lying.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(lying, "w") as copy:
        for item in source.infolist():
            content = source.read(item)
            copy.writestr(item, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content))
    assert facts_of(lying) == wanted


def test_records_within_records_are_columns(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"kind": row["y"], "size": {"x": row["x"]}}, "geometry": {"at": [1, 2]}}
        for row in RECORDS
    ]
    path = tmp_path / "t.geojson.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    facts = profile(str(path), "properties.kind")
    assert facts["task"] == "binary"
    assert types(facts)["properties.size.x"] == "numeric"


def test_an_export_of_label_studio_names_the_way_on(tmp_path: Path) -> None:
    tasks = [{"id": place, "annotations": [{"result": []}], "data": {"image": f"{place}.jpg"}} for place in range(5)]
    (tmp_path / "t.json").write_text(json.dumps(tasks), "utf-8")
    with pytest.raises(InputError, match="is what Label Studio exports"):
        profile(str(tmp_path / "t.json"))


def test_records_within_records_a_line_are_columns(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{row['x']}", "cats": {"yes": int(row["y"] == "yes"), "no": 0}}) for row in RECORDS]
    facts = profile(raw(tmp_path / "t.jsonl", lines), "cats.yes")
    assert (facts["task"], facts["data.rows"]) == ("binary", ROWS)
    assert set(types(facts)) == {"text", "cats.no"}


def test_lists_of_numbers_in_a_column_are_columns(tmp_path: Path) -> None:
    document = {"data": [[row["x"], place % 7] for place, row in enumerate(RECORDS)], "target": PLAIN["y"]}
    (tmp_path / "t.json").write_text(json.dumps(document), "utf-8")
    facts = profile(str(tmp_path / "t.json"), "target")
    assert types(facts) == {"data.0": "numeric", "data.1": "numeric"}


def test_texts_with_marks_as_spacy_was_trained_on(tmp_path: Path) -> None:
    document = [["Anna lives in Bern.", {"entities": [[14, 18, "LOC"]]}]] * 5
    (tmp_path / "t.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match="texts with spans marked in 'entities'"):
        profile(str(tmp_path / "t.json"))


def test_a_licence_beside_a_table_is_no_text_to_learn_from(tmp_path: Path, wanted: dict[str, Any]) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    write(folder / "t.csv", sure())
    raw(folder / "CC_BY-SA-4.0.txt", texts(40))
    raw(folder / "README.md", texts(40))
    assert facts_of(folder) == wanted


def test_columns_at_the_end_of_a_sheet_that_hold_nothing(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Power of 2024"])
    sheet.append(["A street"])
    for row in [["rooms", "kW"], *([place % 5, place % 9 / 2] for place in range(60))]:
        sheet.append(row)
    sheet.cell(row=5, column=9).number_format = "0.00"
    book.save(tmp_path / "t.xlsx")
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "t.xlsx"), "kW"))
    assert (facts["data.rows"], len(facts["data.columns"])) == (60, 1)
    assert "2 lines before the header are passed over" in notes
