"""What the histories of runs show, at a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from advisor.cli.answer import show_answer
from advisor.cli.diagnosis_lines import NAMES, told
from advisor.cli.layout import INDENT, Block, block, heading, room, wrapped
from advisor.cli.show_differences import titled
from advisor.counterfactuals import Difference
from advisor.diagnosing import Condition, History, Trained, advise, diagnose
from advisor.errors import visible
from advisor.explaining.comparison import reasons
from advisor.explaining.text import Line

REST = "what else to try, and the reasons"
TITLE = ("",)  # labels of what is shown of the conditions after the first where there is hardly any
FIRST = ("culprit", "fault", "evidence", "try 1.")  # labels of what is shown of a condition where there is little room


def show_diagnosis(
    runs: Sequence[History], trained: Trained, changes: Sequence[Difference], whole: bool, color: str
) -> None:
    """The conditions with their evidence and what to try; then what the revised config changes."""
    width = room()
    found = [(run, advice) for run in runs for advice in advise(diagnose(run), trained)]

    def described(at: int, labels: Sequence[str] = ()) -> Block:
        run, advice = found[at]
        lines = told(advice, trained)
        kept = [Line(label, text) for label, text in lines if not labels or label in labels]
        return block([_title(advice.condition, visible(run.run) if len(runs) > 1 else ""), *kept], width)

    def revised(reasoned: bool) -> list[Block]:
        if trained.value is None:
            return []
        if not changes:
            return [wrapped("the config stays as it is", width)]
        title = f"the revised config changes {len(changes)} choice{'s' if len(changes) > 1 else ''}; -o FILE writes it"
        each = [block([titled(c), *(reasons(c, NAMES) if reasoned else [])], width) for c in changes]
        return [heading(title, "", width, "bold"), *each]

    def degrees() -> Iterator[Sequence[Block]]:
        every = range(len(found))
        yield [*map(described, every), *revised(reasoned=True)]
        yield [*map(described, every), *revised(reasoned=False)]
        yield [*(described(at, FIRST) for at in every), *revised(reasoned=False)]
        if len(runs) == 1:
            yield [*(described(at, FIRST if at == 0 else TITLE) for at in every), *revised(reasoned=False)]
            return
        yield [
            *(wrapped(_brief(run, advice.condition), width, INDENT) for run, advice in found),
            *revised(reasoned=False),
        ]

    head = wrapped(_counts(runs), width) if len(runs) > 1 else []
    show_answer(head, degrees(), whole=whole, rest=REST, color=color)


def _title(condition: Condition, run: str) -> Line:
    return Line("", f"{condition.name}: {condition.says}", run)


def _brief(run: History, condition: Condition) -> str:
    return f"{visible(run.run)}: {condition.name}" if run.run else condition.name


def _counts(runs: Sequence[History]) -> str:
    """How many runs show what first."""
    counts = Counter(diagnose(run)[0].name for run in runs)
    return f"{len(runs)} runs: " + ", ".join(f"{number} {name}" for name, number in counts.most_common())
