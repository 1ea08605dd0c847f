"""What is advised about a history: remedies that agree, and what of the model explains the curves."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagnosing import Condition, Trained, advise, diagnose, read_histories
from advisor.diagnosing.remedies import REMEDIES
from tests.cli.running import advisor

WORDS = {  # what the words of a remedy turn, whatever its fields say
    "rate-": r"lower the learning rate",
    "rate+": r"raise the learning rate",
    "capacity-": r"smaller network|fewer layers",
    "capacity+": r"larger network|wider or deeper",
    "regularisation+": r"raise dropout|more dropout",
    "regularisation-": r"lower dropout",
    "epochs+": r"more epochs|as many epochs",
    "epochs-": r"stop at the best epoch",
}
OPPOSITES = [(f"{what}-", f"{what}+") for what in ("rate", "capacity", "regularisation", "epochs")]
STARTS = st.floats(0.1, 20) | st.floats(-5, 1e6)


@st.composite
def curves(draw: st.DrawFn) -> list[float]:
    """A loss that falls, rises, swings and stands still by turns, at any length."""
    values = [draw(STARTS)]
    for _ in range(draw(st.integers(1, 5))):
        pace, swing = draw(st.floats(0.6, 1.3)), draw(st.floats(0, 0.4))
        for at in range(draw(st.integers(1, 12))):
            values.append(values[-1] * pace * (1 + swing * (-1) ** at))
    return values


@given(curves(), curves(), st.booleans())
def test_no_two_remedies_of_an_answer_contradict(train: list[float], validation: list[float], scored: bool) -> None:
    columns: dict[str, Any] = {"loss": train, "val_loss": validation}
    if scored:
        columns["accuracy"] = [1 / (1 + abs(value)) for value in train]
    (history,) = read_histories(json.dumps(columns), "history.json")
    advice = advise(diagnose(history))
    assert advice
    said = " ".join(remedy.says for each in advice for remedy in each.remedies)
    for down, up in OPPOSITES:
        assert not (re.search(WORDS[down], said) and re.search(WORDS[up], said)), said
    for each in advice:
        assert not any(re.search(r"by -\d", evidence) for evidence in each.condition.evidence)


@pytest.mark.parametrize(
    ("names", "kept", "left_out"),
    [
        (("oscillating", "still-improving"), "lower the learning rate", "raise the learning rate"),
        (("rate-too-low", "plateau"), "raise the learning rate", "lower the learning rate"),
        (("overfitting", "underfitting"), "smaller network", "wider or deeper"),
    ],
)
def test_what_is_urgent_goes_before_what_contradicts_it(names: tuple[str, ...], kept: str, left_out: str) -> None:
    said = [remedy.says for each in advise(Condition(name, "", []) for name in names) for remedy in each.remedies]
    assert any(kept in each for each in said)
    assert not any(left_out in each for each in said)


@pytest.mark.parametrize("name", REMEDIES)
def test_the_turns_of_a_remedy_are_what_its_words_say(name: str) -> None:
    for remedy in REMEDIES[name]:
        for turn, words in WORDS.items():
            assert not re.search(words, remedy.says) or turn in remedy.turns, remedy.says


# --- model and history together ------------------------------------------------------------------------------------

STUCK = "epoch,loss,val_accuracy\n" + "".join(f"{at},0.69,0.5\n" for at in range(10))
LOST = "epoch,loss,accuracy\n" + "".join(f"{at},nan,{0.3 + at / 20}\n" for at in range(10))


def keras(activation: str, units: int, loss: str | None) -> dict[str, Any]:
    def dense(name: str, units: int, activation: str, **more: Any) -> dict[str, Any]:
        return {"class_name": "Dense", "config": {"name": name, "units": units, "activation": activation, **more}}

    layers = [
        dense("hidden", 32, "relu", batch_input_shape=[None, 8]),
        dense("output", units, activation),
    ]
    model: dict[str, Any] = {"class_name": "Sequential", "config": {"name": "net", "layers": layers}}
    return model | ({"compile_config": {"loss": loss, "optimizer": "adam"}} if loss else {})


def diagnosed(folder: Path, history: str, model: dict[str, Any], *more: str) -> dict[str, Any]:
    (folder / "history.csv").write_text(history)
    (folder / "model.json").write_text(json.dumps(model))
    told = advisor("diagnose", str(folder / "history.csv"), "--model", str(folder / "model.json"), "-f", "json", *more)
    condition: dict[str, Any] = json.loads(told.text)["runs"][0]["conditions"][0]
    return condition


@pytest.mark.parametrize(
    ("history", "model", "condition", "rule"),
    [
        (LOST, keras("relu", 5, "categorical_crossentropy"), "undefined-loss", "CHK-LOSS-OUTPUT"),
        (STUCK, keras("softmax", 1, "binary_crossentropy"), "class-collapse", "CHK-SOFTMAX-ONE"),
        (STUCK, keras("softmax", 1, None), "class-collapse", "CHK-SOFTMAX-ONE"),
    ],
)
def test_the_fault_that_explains_the_curves_is_named(
    tmp_path: Path, history: str, model: dict[str, Any], condition: str, rule: str
) -> None:
    found = diagnosed(tmp_path, history, model)
    assert found["name"] == condition
    assert found["culprits"][0]["rule"] == rule
    assert "output" in found["culprits"][0]["path"]
    assert not any("check the output layer" in each["says"] for each in found["remedies"])
    told = advisor("diagnose", str(tmp_path / "history.csv"), "--model", str(tmp_path / "model.json")).text
    assert told.splitlines()[1].startswith("  culprit   ")


def test_what_was_looked_at_and_is_sound_is_not_asked_for(tmp_path: Path) -> None:
    """Where the loss is not known, the output is still to be looked at."""
    asked = "check that the output fits the loss"
    sound, unknown = keras("softmax", 5, "categorical_crossentropy"), keras("softmax", 5, None)
    says = [[each["says"] for each in diagnosed(tmp_path, LOST, model)["remedies"]] for model in (sound, unknown)]
    assert not any(asked in each for each in says[0])
    assert any(asked in each for each in says[1])
    units = keras("softmax", 2, "sparse_categorical_crossentropy")
    assert diagnosed(tmp_path, STUCK, units, "--classes", "5")["culprits"][0]["rule"] == "CHK-UNITS"


def test_inputs_that_the_config_does_not_scale_are_a_culprit() -> None:
    (advice,) = advise([Condition("saturated-inputs", "", [])], Trained(lambda path: "none"))
    assert advice.culprits[0].path == "data.numeric.scaling"
    (other,) = advise([Condition("saturated-inputs", "", [])], Trained(lambda path: "standardize"))
    assert not other.culprits


FALLING = [round(5 * 0.8**at + 0.5, 4) for at in range(14)]


def regressed(score: float) -> str:
    return "epoch,loss,accuracy\n" + "".join(f"{at},{loss},{score}\n" for at, loss in enumerate(FALLING))


@pytest.mark.parametrize("score", [0.0, 0.0034])
def test_an_accuracy_of_numbers_is_no_collapse(score: float, tmp_path: Path) -> None:
    """With the model any accuracy is known to mean nothing; without it, one of exactly 0 beside a loss that falls."""
    assert diagnosed(tmp_path, regressed(score), keras("linear", 1, "mse"))["name"] != "class-collapse"
    (history,) = read_histories(regressed(score), "history.csv")
    (condition,) = diagnose(history)
    assert (condition.name == "class-collapse") == (score > 0)
    if not score:
        assert "log mae" in " ".join(condition.evidence) or condition.name == "still-improving"


def test_a_loss_that_stands_still_is_explained_by_the_output(tmp_path: Path) -> None:
    stands = "epoch,loss\n" + "".join(f"{at},{117.5 - (at % 3) / 10}\n" for at in range(12))
    found = diagnosed(tmp_path, stands, keras("sigmoid", 1, "mse"))
    assert found["name"] == "not-learning"
    assert found["culprits"][0]["rule"] == "CHK-LOSS-OUTPUT"


def test_a_cross_entropy_below_zero_is_told_by_the_model(tmp_path: Path) -> None:
    falls = "epoch,loss\n" + "".join(f"{at},{-at * 1.5}\n" for at in range(12))
    assert diagnosed(tmp_path, falls, keras("sigmoid", 1, "binary_crossentropy"))["name"] == "loss-does-not-fit"
    assert diagnosed(tmp_path, falls, keras("linear", 1, None))["name"] != "loss-does-not-fit"


def test_a_loss_that_is_nothing_at_once_does_not_fit() -> None:
    at_once = "epoch,loss\n" + "".join(f"{at},{loss}\n" for at, loss in enumerate([0.2, 0.0, 0.0, 0.0, 0.0]))
    assert [each.name for each in diagnose(read_histories(at_once, "h.csv")[0])] == ["loss-does-not-fit"]
    rounded = "epoch,loss\n" + "".join(f"{100 * at},{loss}\n" for at, loss in enumerate([0.2, 0.0, 0.0, 0.0, 0.0]))
    assert [each.name for each in diagnose(read_histories(rounded, "h.csv")[0])] != ["loss-does-not-fit"]


def test_no_gradient_and_a_flat_loss_from_the_first_epoch_point_at_the_inputs() -> None:
    log = "epoch,loss,gradient_norm\n" + "".join(f"{at},3.2e6,0.0\n" for at in range(8))
    (advice,) = advise(diagnose(read_histories(log, "h.csv")[0]))
    assert advice.condition.name == "saturated-inputs"
    assert "standardise the inputs" in advice.remedies[0].says
    died = "epoch,loss,gradient_norm\n" + "".join(
        f"{at},{max(2.0, 9.0 - at)},{0.0 if at > 1 else 1}\n" for at in range(12)
    )
    assert diagnose(read_histories(died, "h.csv")[0])[0].name == "dead-or-vanishing-gradients"


def test_a_model_that_scales_its_inputs_is_not_asked_to(tmp_path: Path) -> None:
    model = keras("softmax", 2, "sparse_categorical_crossentropy")
    asked = [each["says"] for each in diagnosed(tmp_path, STUCK, model)["remedies"]]
    model["config"]["layers"].insert(0, {"class_name": "Normalization", "config": {"name": "scale"}})
    known = [each["says"] for each in diagnosed(tmp_path, STUCK, model)["remedies"]]
    assert [each for each in asked if each not in known] == [
        "standardise the inputs: raw ones may saturate the first layer"
    ]
