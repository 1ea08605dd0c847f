"""What a trainer makes of each choice of a config: exactly, nearly or not at all."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from advisor.exporting.source import Source

How = Literal["exactly", "nearly", "not at all"]

IDLE: Final[tuple[Any, ...]] = (
    None,
    False,
    0,
    "none",
    [],
    {},
    "pretrained",
)  # values of a choice with which nothing is lost
BESIDE: Final = (  # parts of a config that set nothing in training, or that follow from what does
    "schema", "advisor", "ruleset", "problem", "warnings", "tuning", "resources", "tracking.log",
    "evaluation.metrics", "evaluation.first_choice", "evaluation.baselines", "evaluation.checks",
    "data.split.train_rows", "compute.ladder", "compute.memory_gib", "model.input.shape", "model.hidden.layers",
)  # fmt: skip


class Row(NamedTuple):
    """What becomes of one choice, or of some of its values."""

    path: str
    """Of the config; a part of it stands for all below."""
    keys: str = ""
    """The trainer's keys that express it, with spaces between; empty where none does."""
    how: How = "exactly"
    says: str = ""
    """What differs or is left out; for what is exact, only where the key means something unexpected."""
    values: tuple[Any, ...] = ()
    """The values that the row speaks of; without them, all that no other row of the path names."""
    idle: tuple[Any, ...] = IDLE
    """Values with which nothing is lost."""


class Table(NamedTuple):
    """All that is said of one trainer."""

    rows: tuple[Row, ...]
    own: Mapping[str, str]
    """Keys that no choice decides, and why they are set."""

    def comments(self, source: "Source", values: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
        """What stands above each key: the reason for each choice that it expresses. Dots in a key are sections.

        Raises `KeyError` for a key that the table does not know: nothing is written without a reason.
        """
        said: dict[tuple[str, ...], str] = {}
        above: set[str] = set()
        for key in values:
            paths = [row.path for row in self.rows if key in row.keys.split() and applies(source, row)]
            reasons = {path: reason for path in paths if (reason := reason_of(source, path))}
            lines = [f"{path}: {'as above' if reason in above else reason}" for path, reason in reasons.items()]
            said[tuple(key.split("."))] = "\n".join(lines) if lines else self.own[key]
            above |= set(reasons.values())
        return said

    def lost(self, source: "Source") -> tuple[list[str], list[str]]:
        """What of a config is expressed nearly, and what not at all, a sentence each."""
        found: dict[How, list[str]] = {"exactly": [], "nearly": [], "not at all": []}
        for row in self.rows:
            if applies(source, row) and source.value(row.path) not in row.idle:
                found[row.how].append(f"{row.path}: {row.says}")
        return list(dict.fromkeys(found["nearly"])), list(dict.fromkeys(found["not at all"]))

    def unnamed(self, paths: Iterable[str]) -> list[str]:
        """Paths of a config of which nothing is said."""
        named = (*BESIDE, *(row.path for row in self.rows))
        return [path for path in paths if not any(path == each or path.startswith(f"{each}.") for each in named)]


def applies(source: "Source", row: Row) -> bool:
    """Whether a row speaks of the value that a config has."""
    value = source.value(row.path)
    if row.values:
        return any(each in row.values for each in (value if isinstance(value, list) else [value]))
    return value is not None


def reason_of(source: "Source", path: str) -> str:
    """Why a value stands in the config; of a part of a decision, the decision's reason."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        if ".".join(parts[:end]) in source.recommendation.choices:
            return source.reason(".".join(parts[:end]))
    return source.reason(path)
