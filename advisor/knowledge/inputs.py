"""How images, text, sound and series become inputs, what is done to examples, and the shape that results."""

from advisor.knowledge.augmentation import augmentation
from advisor.knowledge.inputs_image import pixel_scaling
from advisor.knowledge.inputs_series import horizon, lookback, series_scaling
from advisor.knowledge.inputs_sound import hop_ms, mel_bands, sample_rate, sound_form
from advisor.knowledge.inputs_text import max_length, tokenizer, vocabulary
from advisor.knowledge.shape import input_shape

__all__ = [
    "augmentation",
    "hop_ms",
    "horizon",
    "input_shape",
    "lookback",
    "max_length",
    "mel_bands",
    "pixel_scaling",
    "sample_rate",
    "series_scaling",
    "sound_form",
    "tokenizer",
    "vocabulary",
]
