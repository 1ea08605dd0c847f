"""Speech: Whisper or wav2vec 2.0 tuned, Whisper as it is, or recurrent layers from random weights."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import LEARNING, STACKS, note_unfreezing, refuse, targets, training_context, watch
from advisor.exporting.torch.hub import published
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.recordings import augment, sounds
from advisor.exporting.torch.recurrent import recurrent

if TYPE_CHECKING:
    from advisor.exporting.source import Source

SCORES: Final = ("wer", "cer")
JUDGED_ROWS: Final = 16  # recordings that are heard at once
LONGEST: Final = 440  # tokens that Whisper writes, its first ones apart; it has 448 places


def kind(source: "Source") -> Kind:
    """The pieces for recordings that are transcribed."""
    config = source.config
    family = known(config.model.family)
    notes: list[str] = []
    note_unfreezing(config, notes)
    if family == "zero-shot":
        return _as_it_is(source, notes)
    whispers = str(known(config.model.backbone.name)).startswith("whisper")
    context = training_context(source, notes, STACKS if whispers else "") | sounds(config) | _speech(source)
    context["passes"] = ("forward", "write")
    notes[:] = [note for note in notes if not note.startswith("compute.checkpointing")]
    watch(context, SCORES, "speech", notes)
    whisper = False
    if family == "speech-to-text":
        called = published(config, context)
        whisper = context["architecture"]["model_type"] == "whisper"
        if known(config.model.backbone.trainable) != "all":
            raise refuse(f"training {known(config.model.backbone.trainable)} of {called}", "model.backbone.trainable")
        if not whisper and context["checkpointing"]:
            notes.append("compute.checkpointing: activations are kept, not computed again")
    elif family == "rnn":
        called = recurrent(config, context)
    else:
        raise refuse(f"the family {family} for speech", "model.family")
    if context["form"] == "waveform" and context["aug"]:
        notes.append("data.augmentation: spec-augment is what the network itself does to its features in training")
        context["aug"] = {}
    augment(context, notes)
    context["described"] = f"{called[0].upper()}{called[1:]}, then {context['units']} symbols for each " + (
        "token of the transcript." if whisper else "frame."
    )
    hub = ["data/hub.py.j2"] if context["published"] else []
    if whisper:
        context.update(extractor="WhisperFeatureExtractor", feature_name="input_features")
        context["extractor_options"] = f"feature_size={context['mel_bands']}"
        data = ["data/sound_features.py.j2", "data/whisper.py.j2"]
        model, training = "whisper", "whisper"
    else:
        data = [*([] if hub else ["data/mel.py.j2"]), "data/letters.py.j2"]
        model, training = "listener", "letters"
    own = ["augmenting"] if context["aug"] else []
    return Kind(
        f"Transcribe speech with {called}.",
        [
            *hub,
            "data/sounds.py.j2",
            "data/transcripts.py.j2",
            "data/split.py.j2",
            *data,
            f"model/{model}.py.j2",
            *(f"training/{name}.py.j2" for name in (training, "hearing", *own, "batches")),
            *LEARNING,
        ],
        context,
        notes,
        usage="python train.py --train train.csv --test test.csv --predictions predictions.csv",
    )


def _speech(source: "Source") -> dict[str, Any]:
    config = source.config
    return {
        "speech": True,
        "form": known(config.data.audio.form),
        "asks_language": str(known(config.model.backbone.name)).startswith("whisper"),
        "multilingual": source.problem.data.multilingual,
        "checkpointing": bool(known(config.compute.checkpointing)),
        "longest": LONGEST,
        "judged_at_once": JUDGED_ROWS,
        "own_outputs": True,
        "own_predict": True,
        "own_predictions": True,
        "temperature": False,
        "tuned": False,
        "bands_first": known(config.model.family) == "speech-to-text",
    }


def _as_it_is(source: "Source", notes: list[str]) -> Kind:
    config = source.config
    context = sounds(config) | _speech(source)
    context |= {
        "split": config.data.split,
        "outputs": 1,
        "single": False,
        "seeds": [0],
        "folds": 1,
        "devices": 1,
        "tracker": "csv",
        "files": False,
        "targets": targets(source.problem.data),
        "finds_targets": False,
        "order": [],
        "search": {},
        "baselines": [],
        "parameters": known(config.resources.parameters),
    }
    called = published(config, context)
    if context["architecture"]["model_type"] != "whisper":
        raise refuse(f"{called} as it is", "model.backbone.name")
    context.update(zero_shot=True, forecasts=False, parallel=False, task="speech-recognition", monitor="wer")
    return Kind(
        f"Transcribe speech with {called} as it was published.",
        [
            "data/hub.py.j2",
            "data/sounds.py.j2",
            "data/transcripts.py.j2",
            "training/hearing.py.j2",
            "training/zero_shot.py.j2",
        ],
        context,
        notes,
        usage="python train.py --train transcribed.csv --test test.csv --predictions predictions.csv",
    )
