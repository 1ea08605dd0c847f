"""Lets torchvision be imported where its compiled operators do not load beside a PyTorch for the CPU.

The package index has torchvision built for CUDA. What is written in Python runs once one operator is described; it is,
at the first import of torchvision, in each process of an environment that has this file.
"""

import sys
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any


class Described(MetaPathFinder):
    """Describes the operators before torchvision is first looked for."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Never finds anything: what stands behind it does."""
        if name != "torchvision":
            return
        sys.meta_path.remove(self)
        import torch

        spec = find_spec("torchvision")
        if spec is None or spec.origin is None:
            return
        try:
            torch.ops.load_library(str(Path(spec.origin).with_name("_C.so")))
        except OSError:
            library = torch.library.Library("torchvision", "DEF")
            for each in ("nms", "qnms"):
                library.define(f"{each}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
            LIBRARIES.append(library)


LIBRARIES: list[Any] = []  # an operator lives as long as its library
sys.meta_path.insert(0, Described())
