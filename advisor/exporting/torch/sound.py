"""Sound: recordings with classes or numbers, and speech."""

from typing import TYPE_CHECKING, Final

from advisor.exporting.source import known
from advisor.exporting.torch import speech
from advisor.exporting.torch.common import PREDICTED, TRAINING, linear_beside, refuse, training_context
from advisor.exporting.torch.convolution import convolutional
from advisor.exporting.torch.hub import encoder
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.recordings import augment, sounds
from advisor.exporting.torch.scoring import scoring

if TYPE_CHECKING:
    from advisor.exporting.source import Source

JUDGED_PUBLISHED: Final = 16  # and a published one


def kind(source: "Source") -> Kind:
    """The pieces for recordings, and what they are rendered with."""
    config, task = source.config, source.problem.task
    if task == "speech-recognition":
        return speech.kind(source)
    family = known(config.model.family)
    if task not in PREDICTED or family not in ("cnn", "pretrained"):
        raise refuse(f"the family {family} for {task} on sound", "model.family")
    notes: list[str] = []
    context = training_context(source, notes) | sounds(config)
    context |= {"group_part": source.problem.data.group_part, "group_column": source.problem.data.group_column}
    if family == "cnn":
        context |= convolutional(source) | {"dims": 2, "channels": 1, "scaled_inside": False, "entering": "x.float()"}
        called = context["called"]
        context["beside"] = context["spectra"] = linear_beside(config, context, notes, context["by_clip"])
        data, model = ["data/mel.py.j2"], ["model/cnn.py.j2", *["linear/beside.py.j2"] * context["beside"]]
    else:
        called = encoder(config, context, notes)
        units = context["units"]
        context.update(
            judged_at_once=JUDGED_PUBLISHED,
            described=f"{called[0].upper()}{called[1:]}, with {units} output{'s' if units != 1 else ''}.",
            extractor="ASTFeatureExtractor",
            extractor_options="",
            feature_name="input_values",
            bands_first=False,
        )
        data, model = ["data/hub.py.j2", "data/sound_features.py.j2"], ["model/sound.py.j2"]
    augment(context, notes)
    scoring(context, notes)
    augmenting = ["training/augmenting.py.j2"] if context["aug"] else []
    return Kind(
        f"Predict {PREDICTED[task]} from recordings with {called}.",
        ["data/sounds.py.j2", "data/target.py.j2", "data/split.py.j2", *data, *model, *augmenting, *TRAINING],
        context,
        notes,
        usage="python train.py --train FOLDER --test FOLDER --predictions predictions.csv",
    )
