"""What was assumed, in words, with the choices that each assumption decides."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from advisor.counterfactuals import Boundaries, bearing, sensitivity
from advisor.explaining.values import shown
from advisor.problem.fact import EXAMPLES, Fact
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import MEANINGS
from advisor.recommending import Recommendation

# How an assumed value is said where its name and value do not say it; `{}` is the value, as people write it.
PHRASES: Final[dict[str, str | dict[Any, str]]] = {
    "data.kind": {kind: f"{kind} data" for kind in MEANINGS["data.kind"]},
    "data.rows": "{} {examples}",
    "data.features": "{} columns",
    "data.classes": "{} classes",
    "data.outputs": "{} outputs",
    "data.missing": {0.0: "nothing missing"},
    "data.heavy_tails": {0.0: "no outliers"},
    "data.target_outliers": {0.0: "no outliers in the target"},
    "data.target_range": {"unbounded": "a target of any sign and size"},
    "data.imbalance": {1.0: "balanced classes"},
    "data.label_noise": {0.0: "no wrong labels"},
    "data.groups": {0: "independent {examples}"},
    "data.future": {False: "no later data to predict"},
    "data.domain": {
        "near": "data like public photographs, texts or speech",
        "far": "images unlike photographs",
    },
    "data.length": "{} {steps} in an example",
    "data.image.height": "images {} pixels high",
    "data.image.width": "images {} pixels wide",
    "data.image.channels": {1: "grey images", 3: "images in colour"},
    "data.tokens": "{} tokens",
    "data.multilingual": {False: "English only"},
    "data.seconds": "clips of {} s",
    "data.hours": "{} hours",
    "data.series": {1: "one series"},
    "data.horizon": "{} steps ahead",
    "data.period": {None: "no season known"},
    "data.covariates": {0: "no other variables"},
    "data.objects": "{} objects in an image",
    "data.volumetric": {False: "flat images"},
    "data.categorical": {0: "no categorical columns"},
    "data.cardinality": "{} levels in a column",
    "compute.device": {"cpu": "training on a CPU", "gpu": "training on a GPU"},
    "compute.gpus": {0: "no GPU", 1: "one GPU"},
    "compute.device_memory_gib": "{} GiB of memory",
    "compute.accelerator": {"unknown": "a GPU like a T4"},
    "compute.deploy": {"server": "running on a server", "edge": "running on a small device"},
    "priorities.first": {
        "accuracy": "accuracy first",
        "speed": "short training first",
        "latency": "quick predictions first",
        "memory": "a small network first",
        "calibration": "trustworthy probabilities first",
    },
    "priorities.metric": {"auto": "the usual metric"},
    "priorities.latency_ms": {None: "no limit of latency"},
    "priorities.pretrained": {True: "published weights allowed"},
    "priorities.commercial": {False: "no commercial use"},
    "priorities.trials": {1: "one training run"},
    "observed.fit": {"unknown": "no earlier run"},
    "observed.gradients": {"unknown": "gradients not looked at"},
}


SIZES: Final = ("data.image.height", "data.image.width", "data.image.channels")
# Facts that are said together: of each group the one that decides most is named.
TOGETHER: Final = (
    SIZES,
    ("compute.device", "compute.gpus", "compute.accelerator"),
)


class Assumption(NamedTuple):
    """An assumed fact, in words, and the choices that another value of it would change."""

    fact: str
    words: str
    decisions: tuple[str, ...]

    @property
    def option(self) -> str:
        """The option of the command line that says the fact."""
        if self.fact in SIZES:
            return "--image"
        leaf = FACTS[self.fact]
        flag = leaf.about.flag
        if leaf.type is bool and leaf.default:
            return f"--no-{flag}"
        return f"--{flag}" if flag else f"--set {self.fact}=..."


def assumptions(recommendation: Recommendation, boundaries: Boundaries | None = None) -> Iterator[Assumption]:
    """The assumed facts that decide some choice, those that decide most first."""
    assumed = recommendation.assumptions
    asked = [FACTS[path] for path in assumed if FACTS[path].about.question]
    found = _exactly(recommendation, asked, boundaries) if boundaries else bearing(recommendation, asked)
    named: set[str] = set()
    for path in sorted(found, key=lambda path: -len(found[path])):  # of equal ones the first
        if path not in named:
            named.update(*(group for group in TOGETHER if path in group))
            yield Assumption(path, _words(path, assumed[path], recommendation), tuple(found[path]))


def _exactly(recommendation: Recommendation, asked: list[Fact], boundaries: Boundaries) -> dict[str, list[str]]:
    """By fact the choices that some other value of it changes, as `bearing` gives them, from their boundaries."""
    decided = {weight.fact: weight.decisions for weight in sensitivity(recommendation, boundaries)}
    return {leaf.path: decided[leaf.path] for leaf in asked if leaf.path in decided}


def _words(path: str, value: Any, recommendation: Recommendation) -> str:
    phrase = PHRASES.get(path)
    said = phrase.get(value) if isinstance(phrase, dict) else phrase
    if said is None:
        leaf = FACTS[path]
        return f"{leaf.about.flag or path} {shown(value)}"
    kind = recommendation.problem.data.kind
    return said.format(shown(value), examples=EXAMPLES[kind], steps="tokens" if kind == "text" else "steps")
