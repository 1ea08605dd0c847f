"""Keras models of all ages, without Keras: JSON of Keras 1 to 3 and of TensorFlow.js, `.keras` and `.h5` archives."""

from advisor.linting.keras.archives import is_archive, read_archive
from advisor.linting.keras.checking import check_keras, is_keras, losses_of, scales_inputs

__all__ = ["check_keras", "is_archive", "is_keras", "losses_of", "read_archive", "scales_inputs"]
