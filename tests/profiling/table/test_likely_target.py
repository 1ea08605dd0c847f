"""Which column is offered as the one to predict."""

from pathlib import Path

import pytest

from advisor.profiling import Asked, examine
from advisor.profiling.shared.tables.target import UnsaidTargetError
from advisor.profiling.table.likely_target import likely_targets


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["sepal", "petal", "species"], "species"),
        (["y", "x1", "x2"], "y"),
        (["target", "price", "quality"], "target"),
        (["Id", "SalePrice", "LotArea", "YrSold"], "SalePrice"),
        (["survived", "pclass", "deck"], "survived"),
        (["median_income", "median_house_value", "ocean_proximity"], "median_house_value"),
        (["class_label", "a", "b"], "class_label"),
        (["c0", "c1", "c2"], "c2"),
        (["a", "b", "customer_id"], "b"),
        (["file", "genre", "artist", "split"], "genre"),
        (["a", "b", "fold"], "b"),
        (["kind", "image_path", "hdr路径"], "kind"),
        (["question", "qid"], "question"),
        (["TS", "Prov", "Tahun"], "Prov"),
        (["height", "latitude", "longitude"], "height"),
    ],
)
def test_a_name_that_says_so_comes_first_then_the_last_column(names: list[str], first: str) -> None:
    assert likely_targets(names)[0] == first


def test_what_is_rarely_predicted_is_left_out_unless_its_name_says_that_it_is() -> None:
    names = ["id", "price", "seen", "note", "same", "room"]
    types = ["numeric", "identifier", "date", "text", "constant"]
    assert likely_targets(names, types) == ["price", "room"]
    assert likely_targets(["label"], ["constant"]) == []
    assert likely_targets([]) == []


def test_a_table_whose_target_nobody_said_tells_what_its_columns_hold(tmp_path: Path) -> None:
    rows = [f"{n},2024-01-{n % 28 + 1:02},{n % 7}.5,{'cat' if n % 2 else 'dog'},a" for n in range(60)]
    path = tmp_path / "pets.csv"
    path.write_text("\n".join(["pet,born,weight,species,same", *rows]) + "\n")
    with pytest.raises(UnsaidTargetError) as error:
        examine(Asked(str(path), kind="table"))
    told = error.value.columns
    assert told == {"pet": "identifier", "born": "date", "weight": None, "species": None, "same": "constant"}
    assert "which column is to be predicted?" in str(error.value)
    assert likely_targets(list(told), list(told.values())) == ["species", "weight"]
