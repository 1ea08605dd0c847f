"""How wide a table is once its columns are encoded."""

import pytest

from advisor.config.values import EmbeddingSize
from advisor.knowledge.data.table_inputs import encoded_width
from tests.knowledge.model.capacity.capacities import table


@pytest.mark.parametrize(
    ("encoding", "one_hot_max", "embeddings", "indicator", "expected"),
    [
        pytest.param("none", None, None, False, 10, id="as they are"),
        pytest.param("one-hot", None, None, False, 7 + 106, id="one-hot"),
        pytest.param("one-hot-and-embedding", 9, [EmbeddingSize(100, 21)], False, 7 + 6 + 21, id="embedded"),
        pytest.param("none", None, None, True, 17, id="indicators"),
    ],
)
def test_width_from_counts(encoding, one_hot_max, embeddings, indicator, expected):
    facts = {"data.features": 10, "data.categorical": 3, "data.cardinality": 100, "data.levels": 106}
    problem = table(**facts, **{"data.missing": 0.1})
    assert encoded_width(problem, (), encoding, one_hot_max, embeddings, indicator) == expected


def test_width_from_measured_columns():
    columns = [
        {"name": "age", "type": "numeric", "distinct": 80, "missing": 0.1},
        {"name": "when", "type": "date", "distinct": 500},
        {"name": "sex", "type": "categorical", "distinct": 2},
        {"name": "port", "type": "categorical", "distinct": 3, "missing": 0.01},
        {"name": "town", "type": "categorical", "distinct": 300},
        {"name": "id", "type": "identifier", "distinct": 891},
        {"name": "note", "type": "text", "distinct": 800},
    ]
    counts = {"data.features": 7, "data.categorical": 3, "data.cardinality": 300, "data.levels": 305}
    problem = table(rows=891, **counts, **{"data.columns": columns})
    town = [EmbeddingSize(300, 39, "town")]
    assert encoded_width(problem, (), "one-hot-and-embedding", 9, town, True) == 2 + 1 + 2 + 4 + 39
    assert encoded_width(problem, (), "one-hot", None, None, False) == 1 + 1 + 2 + 4 + 300
    assert encoded_width(problem, ("age", "town"), "one-hot", None, None, False) == 1 + 2 + 4
    assert encoded_width(problem, (), "none", None, None, False) == 5
