"""A Keras 3 project from a config, on the back ends JAX and PyTorch."""

from advisor.exporting.keras.rendering import export

__all__ = ["export"]
