"""A PyTorch project from a config."""

from advisor.exporting.torch.rendering import export

__all__ = ["export"]
