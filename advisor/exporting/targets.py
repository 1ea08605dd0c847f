"""What can be exported to, and what each target covers."""

from collections.abc import Callable
from importlib import import_module
from typing import Final, NamedTuple

from advisor.errors import Diagnostic, InputError, nearest
from advisor.exporting.project import Project
from advisor.exporting.source import Source


class Target(NamedTuple):
    """A kind of project, and the function that writes it: its module is imported when it is asked for."""

    name: str
    what: str
    covers: str
    writer: str  # module:function


TARGETS: Final = {
    target.name: target
    for target in (
        Target(
            "torch",
            "a readable PyTorch project: train.py, predict.py, config.yaml, requirements.txt, README.md",
            "tables (mlp, tabm), images (cnn, mlp, pretrained, unet, segmenter, detector: classes, labels, numbers,"
            " masks, boxes), forecasts of series (linear-series, nhits, transformer, mlp), series and sequences to"
            " classify or regress (cnn, rnn, transformer, mlp), text, tokens, language, sound and speech (all that is"
            " recommended); published forecasters run by their own package; not: muon-and-adamw for images, fsdp but"
            " for text, tokens, language and Whisper (elsewhere each device holds the whole network), layers split over"
            " devices, states in 8 bits, unfreezing of transformers, layer-wise decay of the rate, checkpointing but"
            " for language; a project names what of its config is left",
            "advisor.exporting.torch:export",
        ),
        Target(
            "keras",
            "a Keras 3 project, on the back ends JAX and PyTorch: files as of torch",
            "tables (mlp, tabm), images (cnn, mlp, and what keras.applications publishes), text (ngram-mlp, sepcnn),"
            " sound (cnn), forecasts of series (linear-series, nhits, transformer, mlp), series and sequences (cnn,"
            " rnn, transformer, mlp); not: other published networks, masks, boxes, tokens, language, speech, several"
            " devices, batches in parts, noise on images",
            "advisor.exporting.keras:export",
        ),
        Target(
            "optuna",
            "a search with Optuna: tune.py, trial.py, config.yaml, requirements.txt, README.md",
            "what torch covers; all choices with a range to try but the family, the split and what is set afterwards",
            "advisor.exporting.search.engines:optuna",
        ),
        Target(
            "ray",
            "a search with Ray Tune, on one machine or a cluster: tune.py, trial.py and the rest as for optuna",
            "as optuna",
            "advisor.exporting.search.engines:ray",
        ),
        Target(
            "wandb-sweep",
            "a search with Weights & Biases: a sweep file for each stage, trial.py, config.yaml, README.md",
            "as optuna",
            "advisor.exporting.search.engines:wandb",
        ),
    )
}


def export(target: str, source: Source) -> Project:
    """The project that a target makes of a config. Raises `InputError` where it cannot make one."""
    if target not in TARGETS:
        near = nearest(target, TARGETS)
        raise InputError(
            Diagnostic(
                f"expected one of {', '.join(TARGETS)}; got {target!r}",
                "TARGET",
                hint=f"did you mean {near}?" if near else None,
            )
        )
    module, _, name = TARGETS[target].writer.partition(":")
    write: Callable[[Source], Project] = getattr(import_module(module), name)
    return write(source)
