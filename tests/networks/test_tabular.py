"""Models of tables that are used as they are: bounds, licences, and which comes first."""

import pytest

from advisor.networks.tabular import TabularModel, tabular_models

MODELS = tabular_models()


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_entry_is_sound(model: TabularModel) -> None:
    assert model.source
    assert model.commercial == ("non-commercial" not in model.license)
    assert all(bound is None or bound > 0 for bound in (model.most_rows, model.cpu_rows, model.columns, model.classes))
    if model.cpu_rows is not None:
        assert model.most_rows is not None
        assert model.cpu_rows < model.most_rows


def test_the_first_may_go_into_a_product_and_no_other_that_may_is_known_to_be_stronger() -> None:
    first, *others = MODELS.values()
    assert first.commercial
    assert not first.log_in
    assert first.elo is not None
    assert all((other.elo or 0) < first.elo for other in others if other.commercial)
