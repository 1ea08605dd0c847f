"""Training programs, read as text and never run: scripts of PyTorch and notebooks."""

from advisor.linting.programs.checking import check_program
from advisor.linting.programs.source import is_program

__all__ = ["check_program", "is_program"]
