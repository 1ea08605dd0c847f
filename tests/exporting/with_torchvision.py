"""Run a script as `python with_torchvision.py train.py ...` where torchvision's compiled operators cannot be loaded.

The package index has torchvision built for CUDA, whose operators do not load beside a PyTorch for the CPU; then even
`import torchvision` fails, for want of one operator that it describes. Defined here, it lets all that is written in
Python run: networks, transforms, and RoI pooling.
"""

import runpy
import sys
from importlib.util import find_spec

import torch


def nms(boxes: torch.Tensor, scores: torch.Tensor, iou_threshold: float) -> torch.Tensor:
    """Numbers of the boxes that no better-scored one overlaps by more than the threshold."""
    from torchvision.ops import box_iou

    order, kept = scores.argsort(descending=True), []
    while len(order):
        kept.append(order[0])
        order = order[1:][box_iou(boxes[order[:1]], boxes[order[1:]])[0] <= iou_threshold]
    return torch.stack(kept) if kept else order


def provide() -> None:
    """Make `import torchvision` work, if it is there and does not."""
    if find_spec("torchvision") is None:
        return
    try:
        import torchvision
    except RuntimeError:
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        library.impl("nms", nms, "CPU")
        LIBRARIES.append(library)
        import torchvision.ops.boxes

        torchvision.ops.boxes._assert_has_ops = lambda: None


LIBRARIES: list[torch.library.Library] = []  # an operator lives as long as its library


if __name__ == "__main__":
    provide()
    sys.argv = sys.argv[1:]
    sys.path[0] = "."
    runpy.run_path(sys.argv[0], run_name="__main__")
