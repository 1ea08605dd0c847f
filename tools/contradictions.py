"""Compare the catalogue of published networks with the libraries that are installed, and say where they differ.

`python -m tools.contradictions` exits 1 where they do; `make stale` runs it. Networks are built without weights.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final

from advisor.networks.catalogue import Backbone, backbones

SCORES: Final = ("acc@1", "box_map", "miou")  # the measure that the catalogue gives, for each task of torchvision


def by_torchvision(models: ModuleType, entry: Backbone) -> dict[str, Any]:
    """What the metadata of the weights says, in the catalogue's fields."""
    meta = models.get_weight(entry.weights).meta
    (scores,) = meta["_metrics"].values()
    said = {"parameters": meta["num_params"], "gmacs": meta["_ops"]}
    said["score"] = next(scores[name] for name in SCORES if name in scores)
    return said | ({"classes": len(meta["categories"])} if entry.classes else {})


def by_timm(timm: ModuleType, entry: Backbone) -> dict[str, Any]:
    """What the built network has; timm publishes no operations."""
    network = _built(lambda: timm.create_model(entry.weights))
    side = network.pretrained_cfg["input_size"][-1]
    width = getattr(network, "head_hidden_size", None) or network.num_features
    return {"parameters": _counted(network), "feature_width": width, "resolution": side}


def by_transformers(transformers: ModuleType, entry: Backbone) -> dict[str, Any]:
    """What the network has that is built from the entry's configuration, with the head that it was published with."""
    config = transformers.AutoConfig.for_model(**entry.config)
    builder = transformers.AutoModel
    if entry.task == "generation":
        builder = transformers.AutoModelForCausalLM
    elif entry.key == "ast":
        builder, config.num_labels = transformers.AutoModelForAudioClassification, 527  # of AudioSet
    return {"parameters": _counted(_built(lambda: builder.from_config(config))), "feature_width": config.hidden_size}


LIBRARIES: Final[Mapping[str, tuple[str, Callable[[ModuleType, Backbone], dict[str, Any]]]]] = {
    "torchvision": ("torchvision.models", by_torchvision),
    "timm": ("timm", by_timm),
    "transformers": ("transformers", by_transformers),
}


def _built(build: Callable[[], Any]) -> Any:
    """A network without memory for its weights."""
    import torch

    with torch.device("meta"):
        return build()


def _counted(network: Any) -> int:
    return sum(weights.numel() for weights in network.parameters())


def builds(library: str, entry: Backbone) -> bool:
    """Whether the library can say something of an entry without a network connection."""
    return bool(entry.config) if library == "transformers" else entry.library == library


def contradictions(library: str, entries: Iterable[Backbone]) -> Iterator[str]:
    """A line for each field in which an installed library says something else."""
    module, says = LIBRARIES[library]
    loaded = import_module(module)
    for entry in entries:
        for field, value in says(loaded, entry).items():
            if value != (known := getattr(entry, field)):
                yield f"{entry.key}: the catalogue has {field} {known}, {library} {value}"


def main() -> int:
    """Print what each library contradicts; 1 where one does."""
    found = 0
    for library in LIBRARIES:
        entries = [entry for entry in backbones().values() if builds(library, entry)]
        try:
            from tests.exporting.with_torchvision import provide

            provide()
            import_module(library)
        except ImportError:
            print(f"{library} is not installed: {len(entries)} backbones are not compared")
            continue
        lines = list(contradictions(library, entries))
        found += len(lines)
        print(f"{library} {version(library)}: of {len(entries)} backbones {len(lines)} statements are contradicted")
        print(*(f"  {line}\n" for line in lines), sep="", end="")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
