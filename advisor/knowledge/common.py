"""What the rules of several domains share."""

from typing import Final

BOTH: Final = ("current", "guide")  # rulesets that a rule belongs to
CURRENT: Final = ("current",)
GUIDE: Final = ("guide",)


NAMES: Final = {
    "mlp": "an MLP",
    "tabm": "a TabM",
    "cnn": "a CNN",
    "rnn": "an RNN",
    "unet": "a U-Net",
    "sepcnn": "a separable CNN",
    "nhits": "an N-HiTS",
    "ngram-mlp": "an n-gram MLP",
    "linear-series": "a linear forecaster",
    "pretrained": "a published network",
    "sentence-embedding": "a sentence encoder",
    "speech-to-text": "a speech recogniser",
}


def named(family: str) -> str:
    """A kind of network with its article, as people write it: an MLP, a U-Net, a transformer."""
    return NAMES.get(family) or f"a {family}"
