"""Which text columns of a table become numbers, and how many of them; one row a branch."""

import pytest

from advisor import recommend
from advisor.config.values import TextColumn
from advisor.knowledge.data.table_inputs import encoded_width
from advisor.knowledge.data.text_columns import text_columns
from advisor.problem.facts import Column
from tests.knowledge.data.tables import AGE, CITY, measured, table
from tests.knowledge.deciding import applies, decided

NOTES = Column(name="notes", type="text", distinct=900)
SPARSE = Column(name="reply", type="text", distinct=90, missing=0.9)


def test_only_tables_with_text_beside_other_columns_are_asked() -> None:
    assert applies(text_columns, problem=measured(AGE, NOTES))
    assert not applies(text_columns, problem=measured(AGE, CITY))
    assert not applies(text_columns, problem=table())
    assert "text_columns" not in recommend(measured(AGE, CITY)).document()["data"]


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        pytest.param(99, (NOTES,), {}, id="99 texts"),
        pytest.param(100, (NOTES,), {"notes": 16}, id="100 texts"),
        pytest.param(479, (NOTES,), {"notes": 16}, id="479 texts"),
        pytest.param(480, (NOTES,), {"notes": 32}, id="480 texts"),
        pytest.param(959, (NOTES,), {"notes": 32}, id="959 texts"),
        pytest.param(960, (NOTES,), {"notes": 64}, id="960 texts"),
        pytest.param(1_000_000, (NOTES,), {"notes": 64}, id="a million texts"),
        pytest.param(1_000, (NOTES, SPARSE), {"notes": 64, "reply": 16}, id="each by its own texts"),
        pytest.param(990, (NOTES, SPARSE), {"notes": 64}, id="99 of them filled"),
    ],
)
@pytest.mark.parametrize("ruleset", ["guide", "current"])
def test_components_follow_the_texts(
    rows: int, columns: tuple[Column, ...], expected: dict[str, int], ruleset: str
) -> None:
    rule, said = decided(text_columns, ruleset, measured(AGE, *columns, rows=rows))
    assert {text.column: text.dim for text in said.value} == expected
    assert rule == ("TEXT-SVD" if expected else "TEXT-NONE")


@pytest.mark.parametrize("facts", [{"data.leaks": ["notes"]}, {"group_column": "notes"}, {"time_column": "notes"}])
def test_columns_that_are_no_inputs_stay_out(facts: dict[str, object]) -> None:
    assert decided(text_columns, "current", measured(AGE, NOTES, **facts))[1].value == []


def test_what_the_network_reads_is_not_left_out() -> None:
    document = recommend(measured(AGE, NOTES, SPARSE, rows=900)).document()
    assert document["data"]["text_columns"] == [{"column": "notes", "dim": 32}]
    assert document["data"]["drop_columns"] == ["reply"]
    assert document["model"]["input"]["shape"] == [1 + 32]


def test_each_component_is_an_input() -> None:
    problem = measured(AGE, NOTES)
    alone = encoded_width(problem, (), "none", None, None, False)
    texts = [TextColumn(column="notes", dim=16), TextColumn(column="reply", dim=32)]
    assert encoded_width(problem, (), "none", None, None, False, texts) == alone + 48
