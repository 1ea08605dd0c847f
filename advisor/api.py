"""The Python API: problems, recommendations and their explanations. No other package imports it but the CLI."""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from advisor import problem, recommending
from advisor.problem.intake import Intake
from advisor.recommending import plain
from advisor.versions import Ruleset

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Problem", "Recommendation", "Ruleset", "recommend"]

DATA_WORDS = ("kind", "task", "group_column", "time_column")  # facts that tell how data is to be measured


class Problem(problem.Problem):
    """The facts of a problem, immutable; what was neither given nor measured is assumed.

    Facts are named as the flags are, with underscores, or by their path::

        Problem(task="regression", rows=442, features=10)
        Problem(task="multiclass", image="28x28x1", classes=10, device="gpu")
        Problem(**{"task": "binary", "data.missing": 0.2})

    >>> problem = Problem(task="regression", rows=442, features=10)
    >>> problem.data.rows, problem.origin("data.rows"), problem.origin("data.missing")
    (442, 'given', 'assumed')
    >>> problem.replace(rows=1_000)
    Problem(task='regression', rows=1000, features=10)

    `pins` fixes choices by their path, whatever the rules say: `Problem(task="binary", pins={"training.epochs": 5})`.

    Raises `InputError` with every problem at once where facts are wrong or contradict one another.
    """

    __slots__ = ()

    @classmethod
    def from_data(cls, path: str | PathLike[str], target: str | Sequence[str] = "", **facts: Any) -> "Self":
        """Measure data: a table, or a folder (see `advisor profile`); needs the `data` extra. `facts` go on top.

        `target` names the column to predict, or several.
        """
        from advisor.profiling import profile

        intake = Intake()
        intake.measured(profile(path, target, **{name: facts[name] for name in DATA_WORDS if name in facts}))
        for name, value in facts.items():
            intake.keyword(name, value)
        return cls.of(intake)


class Recommendation(recommending.Recommendation):
    """A resolved problem, and its reasons. In a notebook it shows its choices with their reasons."""

    def to_yaml(self, comments: bool = False) -> str:
        """The config as YAML; with `comments`, each key has its reason above it."""
        if not comments:
            return super().to_yaml()
        from advisor.explaining import commented_yaml

        return commented_yaml(self)

    def explanation(self, form: Literal["text", "markdown", "json"] = "text") -> str:
        """The reasons for every choice, as plain text, Markdown or JSON."""
        from advisor.explaining import explain

        return explain(self, form)

    def explain(self, path: str) -> str:
        """Everything about one choice, by the path of its decision: why, why not otherwise, and what it rests on."""
        from advisor.explaining import explain_one

        return explain_one(self, path)

    def report(self) -> str:
        """The whole advice as one HTML page, which loads nothing and sends nothing."""
        from advisor.explaining.page import report

        return report(self)

    def _repr_html_(self) -> str:
        from advisor.explaining import as_html

        return as_html(self)

    def __repr__(self) -> str:
        from advisor.explaining import shown

        lines = [f"{path}: {shown(plain(c.value))}  [{c.rule.id}]" for path, c in self.choices.items()]
        return "\n".join([super().__repr__(), *lines])


def recommend(problem: problem.Problem, ruleset: Ruleset = "current") -> Recommendation:
    """Answer which network to start from, trained how, and why.

    `ruleset` is "current" (later evidence included) or "guide" (the founding guide alone).
    Raises InputError where the problem's pins name no choice, take no valid value or contradict one another.

    >>> recommend(Problem(task="binary", rows=1_000, features=20)).config.model.output.units
    1
    """
    return Recommendation.of(problem, ruleset)
