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
