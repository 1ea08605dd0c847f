"""PyTorch modules that a function of the user's builds, in the order in which their parts are used."""

from advisor.linting.torch.checking import Checked, check_torch

__all__ = ["Checked", "check_torch"]
