"""Inputs and answers in two tables are told, with the line that joins them."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import profile
from tests.profiling.tables import sure, write

INPUTS = {name: values for name, values in sure(60).items() if name != "y"}
ANSWERS = {"y": sure(60)["y"]}


@pytest.mark.parametrize("names", [("X_train", "y_train"), ("features", "labels"), ("train_x", "train_y")])
def test_two_tables_are_joined_by_a_line(tmp_path: Path, names: tuple[str, str]) -> None:
    one, other = (
        write(tmp_path / f"{name}.csv", columns) for name, columns in zip(names, (INPUTS, ANSWERS), strict=True)
    )
    with pytest.raises(InputError, match=f"two tables, {names[0]}.csv and {names[1]}.csv") as error:
        profile(str(tmp_path))
    assert f"pd.concat([pd.read_csv({one!r}), pd.read_csv({other!r})], axis=1).to_csv" in str(error.value)


@pytest.mark.parametrize("names", [("X_train", "y_test"), ("shops", "labels")])
def test_two_tables_that_are_no_halves(tmp_path: Path, names: tuple[str, str]) -> None:
    for name, columns in zip(names, (INPUTS, ANSWERS), strict=True):
        write(tmp_path / f"{name}.csv", columns)
    with pytest.raises(InputError, match="which column is to be predicted"):
        profile(str(tmp_path))
