"""Keras runs on JAX unless a test says otherwise: it is named before the first import of Keras."""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")
