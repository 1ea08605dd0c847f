"""What of the context of a PyTorch project is otherwise in Keras, whatever the kind of data."""

from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.exporting.keras.layers import ACTIVATIONS, INITIAL, initial
from advisor.exporting.source import known

if TYPE_CHECKING:
    from advisor.exporting.source import Source
    from advisor.exporting.torch.kind import Kind

SHARED: Final = [
    "data/inputs.py.j2",
    "optimizing/stepping.py.j2",
    "safeguarding/losses.py.j2",
    "safeguarding/made_of.py.j2",
    "safeguarding/resuming.py.j2",
    *(f"training/{name}.py.j2" for name in ("batches", "loop", "main")),
]
TRAINING: Final = ["scoring/loss.py.j2", "scoring/judging.py.j2", *SHARED]
FORECASTING: Final = ["scoring/forecast_loss.py.j2", "scoring/forecasts.py.j2", *SHARED]
BY_EPOCH: Final = ("step", "exponential")  # schedules whose rate may stay for an epoch
JUDGED: Final = 4096  # examples that a small network judges at once


def refuse(message: str, field: str) -> InputError:
    """An error about a choice without which there is no project."""
    return InputError(Diagnostic(f"the target keras cannot express this: {message}", field=field))


def adapt(source: "Source", kind: "Kind", **own: Any) -> None:
    """Change the context of a kind into that of Keras, with what the kind has of its `own`; say what is not expressed.

    Raises `InputError` for what the network cannot be without.
    """
    config, context, notes = source.config, kind.context, kind.notes
    wrong = []
    if config.training.optimizer.name == "muon-and-adamw":
        wrong.append(("training.optimizer.name", "muon-and-adamw"))
    act = known(config.model.activation.name)
    if context["widths"] and act is not None and act not in ACTIVATIONS and not context.get("gated"):
        wrong.append(("model.activation.name", act))
    wrong += [
        (f"model.initialization.{place}", context["init"][place])
        for place in ("hidden", "output")
        if context["init"][place] not in INITIAL and not (context["ridge"] and place == "output")
    ]
    if wrong:
        raise InputError([Diagnostic(f"the target keras cannot express {what}", field=field) for field, what in wrong])
    if context["parallel"]:
        notes.append("compute.strategy: several devices are not expressed")
    if context["micro"]:
        notes.append("compute.accumulation: whole batches are computed at once")
    if context["tracker"] != "csv":
        notes.append(f"tracking.tool: {context['tracker']} is not expressed; history.csv is written")
    context.update(
        arrays=True,
        parallel=False,
        together=0,
        half="bfloat16" if context["precision"] == "bf16" else "float16",
        builder="network_in_half" if context["autocast"] else "network_of",
        initial=initial,
        judged_at_once=min(JUDGED, context["judged_at_once"]),
        given='[t[rows] for t in part["inputs"]]',
        counted='len(part["inputs"][0])',
        changed=False,
        crops=False,
        soft=False,
        mixes=False,
        averages=context["ema"] or context["swa"],
        standard=_standard(context),
        stepwise=context["shares_rate"] and (context["schedule"].name not in BY_EPOCH or context["warmup"]),
    )
    context.update(own)
    context["shaped"] = lambda y: _shaped(y, context)


def _standard(context: dict[str, Any]) -> bool:
    """Whether Keras' own callbacks train the network: they average no weights and know no phases."""
    own = ("ema", "swa", "ridge", "max_steps", "head_epochs", "fp16")
    return not any(context.get(name) for name in own) and not (context["plateau"] and context["shares_rate"])


def _shaped(y: str, context: dict[str, Any]) -> str:
    """Code for targets as the loss takes them: a column, or where classes are mixed the share of each."""
    if context["soft"]:
        return f"np.eye({context['units']}, dtype=np.float32)[{y}]"
    return f"{y}[:, None]" if context["single"] else y
