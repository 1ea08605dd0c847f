"""Tables as they are printed, typed and pasted: columns by spaces, quotation marks that are no CSV's, padded names."""

from pathlib import Path

import pytest

from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import raw, sure, types, write

COLUMNS = sure(60)
ROWS = list(zip(*COLUMNS.values(), strict=True))


def facts_of(path: str, target: str = "y") -> dict:
    facts = profile(path, target)
    facts.pop("data.path")
    return facts


@pytest.fixture
def plain(tmp_path: Path) -> dict:
    return facts_of(write(tmp_path / "plain.csv", {"x": COLUMNS["x"], "hue": COLUMNS["colour"], "y": COLUMNS["y"]}))


@pytest.mark.parametrize("name", ["t.dat", "t.txt", "t.csv"])
def test_two_spaces_or_more_between_cells_that_hold_single_ones(tmp_path: Path, name: str) -> None:
    lines = [f"{'x':>12}  {'hue of it':>14}  {'y':>5}", *(f"{x:>12}  {f'deep {c}':>14}  {y:>5}" for x, c, y in ROWS)]
    facts = facts_of(raw(tmp_path / name, lines))
    assert types(facts) == {"x": "numeric", "hue of it": "categorical"}
    assert (facts["data.rows"], facts["task"]) == (60, "binary")


@pytest.mark.parametrize("above", [[], ["Values by place, in 1990", "", "from a printed page"]])
@pytest.mark.parametrize("name", ["t.dat", "t.txt"])
def test_columns_of_fixed_width_with_gaps(tmp_path: Path, name: str, above: list[str]) -> None:
    head = [*above, f"{'place':<12}{'x':>10} {'n':>4}  {'y':>5}", f"{'-' * 11:<12}{'-' * 10} {'-' * 4}  {'-' * 5}"]
    lines = [
        f"{'San Juan' if k % 3 else c:<12}{'' if k % 9 == 4 else x:>10} {k % 7 if k % 5 else '':>4}  {y:>5}"
        for k, (x, c, y) in enumerate(ROWS)
    ]
    facts = facts_of(raw(tmp_path / name, head + lines))
    assert types(facts) == {"place": "categorical", "x": "numeric", "n": "numeric"}
    assert (facts["data.rows"], facts["task"]) == (60, "binary")
    assert {column["name"]: column["missing"] for column in facts["data.columns"][1:]} == pytest.approx(
        {"x": 7 / 60, "n": 0.2}, rel=1e-3
    )


def test_prose_with_two_spaces_after_a_sentence_is_no_table(tmp_path: Path) -> None:
    lines = ["It was late.  He went home.", "She had seen it.  Nobody else had.", "Then it rained.  All night."] * 20
    assert profile(raw(tmp_path / "t.txt", lines))["task"] == "language-modeling"


def test_spaces_before_a_quotation_mark(tmp_path: Path, plain: dict) -> None:
    lines = ["x,   hue,  y", *(f'{x},   "{c}",  "{y}"' for x, c, y in ROWS)]
    facts = facts_of(raw(tmp_path / "t.csv", lines))
    assert {name: facts[name] for name in ("data.rows", "data.classes", "data.levels", "data.scale_ratio")} == {
        name: plain[name] for name in ("data.rows", "data.classes", "data.levels", "data.scale_ratio")
    }


def test_a_separator_within_quotation_marks_after_spaces(tmp_path: Path) -> None:
    lines = ["x, hue, y", *(f'{x}, "{c}, deep", "{y}"' for x, c, y in ROWS)]
    assert facts_of(raw(tmp_path / "t.csv", lines))["data.levels"] == 3


@pytest.mark.parametrize("space", ["", "  "])
def test_a_backslash_before_a_quotation_mark(tmp_path: Path, space: str) -> None:
    lines = ["x,hue,y", *(f'{x},{space}"the \\"{c}\\" one, deep",{space}"{y}"' for x, c, y in ROWS)]
    facts, *_, notes, _ = examine(Asked(raw(tmp_path / "t.csv", lines), "y"))
    assert (facts["data.rows"], facts["data.levels"], facts["data.classes"]) == (60, 3, 2)
    assert any("`advisor convert`" in note for note in notes)


@pytest.mark.parametrize("header", ["x, hue, y", "'x','hue','y'"])
def test_a_column_is_named_without_what_surrounds_it_in_the_header(tmp_path: Path, header: str) -> None:
    path = raw(tmp_path / "t.csv", [header, *(f"{x},{c},{y}" for x, c, y in ROWS)])
    facts = facts_of(path)
    assert facts["data.target"].strip(" '") == "y"
    assert facts["task"] == "binary"
    assert facts_of(path, facts["data.target"]) == facts


def test_remarks_with_gaps_above_the_header(tmp_path: Path) -> None:
    above = ["Trees,,,", "measured,,by hand,", "in,May,,again"]
    path = raw(tmp_path / "t.csv", [*above, "place,x,hue,y", *(f"north,{x},{c},{y}" for x, c, y in ROWS)])
    facts, *_, notes, _ = examine(Asked(path, "y"))
    assert types(facts) == {"place": "constant", "x": "numeric", "hue": "categorical"}
    assert "3 lines before the header are passed over" in notes


def test_types_and_flags_below_the_header_as_orange_writes_them(tmp_path: Path, plain: dict) -> None:
    lines = ["x\thue\ty", "c\td\td", "\t\tclass", *(f"{x}\t{c}\t{y}" for x, c, y in ROWS)]
    facts = facts_of(raw(tmp_path / "t.tab", lines))
    assert facts == plain


def test_titles_of_more_words_than_the_table_has_columns(tmp_path: Path) -> None:
    above = ["trees by the road to the north", "girth(cm), age, kind"]
    lines = [*above, "x n y", *(f"{place % 7}.5 {place * 7919 % 50} {place % 3}" for place in range(40))]
    facts, *_, notes, _ = examine(Asked(raw(tmp_path / "t.txt", lines), "y"))
    assert (facts["data.rows"], types(facts)) == (40, {"x": "numeric", "n": "numeric"})
    assert "2 lines before the header are passed over" in notes


def test_a_header_of_single_spaces_over_columns_of_several(tmp_path: Path) -> None:
    lines = ["year adult.pop rate", *(f"{1950 + place}   {place + 1},827    {place % 13}.3  " for place in range(40))]
    facts = profile(raw(tmp_path / "t.dat", lines), "rate")
    assert (facts["data.kind"], facts["data.time_column"], facts["data.covariates"]) == ("series", "year", 1)


def test_decimal_commas_without_a_nought_before_them(tmp_path: Path) -> None:
    lines = ["a;b;y", *(f",{place * 7919 % 89 + 10};{place % 9},5;{place % 2}" for place in range(80))]
    assert types(profile(raw(tmp_path / "t.csv", lines), "y")) == {"a": "numeric", "b": "numeric"}
