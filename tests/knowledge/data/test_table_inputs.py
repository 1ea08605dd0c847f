"""How many numbers a row of a table becomes, where its columns are not known one by one."""

import pytest

from advisor.config.values import EmbeddingSize
from advisor.knowledge.data.table_inputs import encoded_width, unlisted
from advisor.networks.architecture import Unlisted
from advisor.problem import Problem


@pytest.mark.parametrize(
    ("levels", "categorical", "expected"),
    [
        pytest.param(300, 1, None, id="the largest is listed"),
        pytest.param(300 + 3 * 8, 4, None, id="the others are one-hot encoded"),
        pytest.param(300 + 3 * 9, 4, Unlisted(3, 9, 8), id="the others are embedded"),
    ],
)
def test_columns_not_known_one_by_one(levels: int, categorical: int, expected: Unlisted | None) -> None:
    counts = {"data.categorical": categorical, "data.cardinality": 300, "data.levels": levels}
    problem = Problem(task="binary", rows=5_000, features=10, **counts)
    listed = [EmbeddingSize(300, 39)]
    assert unlisted(problem, "one-hot-and-embedding", 8, listed) == expected
    rest = expected.columns * expected.width if expected else levels - 300
    assert encoded_width(problem, (), "one-hot-and-embedding", 8, listed, False) == 10 - categorical + 39 + rest
