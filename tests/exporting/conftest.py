"""Keras runs on PyTorch unless a test says otherwise: JAX would compile each short training first, in twice the time.

The back end is named before the first import of Keras.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")
