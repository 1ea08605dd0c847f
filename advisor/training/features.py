"""Features for simple models: numbers that need no training, or words."""

from typing import Any, Final

SIDE: Final = 32  # pixels to which images shrink
LINEAR: Final = {  # by kind of data, what the config calls a linear model on these features
    "image": "linear-on-pixels",
    "text": "tfidf-linear",
    "audio": "linear-on-mel",
}


def features(kind: str, data: Any, part: dict[str, Any], examples: Any, prep: dict[str, Any]) -> Any:
    """A row for each example of a part, from the module data.py of its project; of texts the texts themselves.

    Raises `ValueError` for a part that holds no tensors of its examples.
    """
    if kind == "text":
        return data.texts_of(examples, prep)
    if kind == "table":
        return _wide(part, prep)
    if kind == "image":
        return _pixels(data, part)
    import torch

    x = part["inputs"][0].float()
    spread, mean = torch.std_mean(x, dim=-1 if x.ndim == 4 else 1)  # over time, of each band
    return torch.cat([mean.flatten(1), spread.flatten(1)], dim=1).numpy()


def _wide(part: dict[str, Any], prep: dict[str, Any]) -> Any:
    """The network's inputs, with the categories that it embeds one-hot."""
    import numpy as np

    first, *codes = (inputs.numpy() for inputs in part["inputs"])
    sizes = [len(known) + 1 for known in prep.get("embedded", {}).values()]
    hot = [np.eye(size, dtype=np.float32)[code] for block in codes for size, code in zip(sizes, block.T, strict=True)]
    return np.hstack([first, *hot])


def _pixels(data: Any, part: dict[str, Any]) -> Any:
    """Images of at most 32 pixels a side, from 0 to about 1, in a row."""
    import torch
    from torch.nn.functional import interpolate

    if "inputs" in part:
        images = part["inputs"][0].float()
    else:
        images = torch.stack([_small(data.JUDGE(data.image_of(one)).float()) for one in part["images"]])
    if max(images.shape[2:]) > SIDE:
        images = interpolate(images, (SIDE, SIDE), mode="bilinear", antialias=True)
    return (images / 255).flatten(1).numpy()


def _small(image: Any) -> Any:
    from torch.nn.functional import interpolate

    return interpolate(image[None], (SIDE, SIDE), mode="bilinear", antialias=True)[0]
