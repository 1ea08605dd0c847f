"""Choices with their reasons at a terminal: those that were asked for, or those that decide most."""

from collections.abc import Iterator, Sequence

from advisor.cli.answer import show_answer
from advisor.cli.layout import Block, block, room, wrapped
from advisor.counterfactuals import Boundaries
from advisor.counterfactuals.opinions import Opinions
from advisor.errors import visible
from advisor.explaining import Explanation, explain_choice, explain_choices, others
from advisor.explaining.chain import weights
from advisor.explaining.text import Line, lines_of
from advisor.explaining.values import shown_at
from advisor.recommending import Recommendation

FIRST = "evaluation.first_choice"  # which says whether to train the network at all
WHOLE = "the rules that do not apply, and what the sources say"


def show_choices(chosen: Sequence[Explanation], whole: bool, color: str) -> None:
    """The choices that were asked for, in full where that fits on the screen."""
    width = room()

    def degrees() -> Iterator[Sequence[Block]]:
        yield [_apart(block(lines_of(each, whole=True), width)) for each in chosen]
        yield [_apart(block(lines_of(each), width)) for each in chosen]
        if len(chosen) > 1:
            yield [_brief(each, "", width) for each in chosen]

    head = wrapped(f"{len(chosen)} choices", width) if len(chosen) > 1 else []
    show_answer(head, degrees(), whole=whole, rest=WHOLE, color=color)


def show_main_choices(recommendation: Recommendation, whole: bool, color: str) -> None:
    """The choices that others rest on most, each with its reason."""
    width = room()
    if whole:
        found = list(explain_choices(recommendation, Boundaries(recommendation)))
        show_choices(found, whole, color)
        return
    resting = weights(recommendation)
    landing = {path: choice for path, choice in recommendation.choices.items() if choice.decision.lands}
    answer = [FIRST] if FIRST in landing and landing[FIRST].value != "network" else []
    first = sorted(landing, key=lambda p: (p not in answer, not landing[p].pick.warning, -resting.get(p, 0)))

    def brief(path: str) -> Block:
        number = resting.get(path, 0)
        note = f"{number} choice{'s' if number > 1 else ''} rest{'' if number > 1 else 's'} on it" if number else ""
        return _brief(explain_choice(recommendation, landing[path]), note, width)

    head = f"{len(landing)} choices; what others rest on most comes first:"
    show_answer(
        wrapped(head, width),
        [[brief(path) for path in first]],
        whole=whole,
        rest="the alternatives, the boundaries and the sources of each",
        then="advisor explain DECISION with the same facts shows one, advisor explain training a section",
        color=color,
    )


def show_opinions(chosen: Sequence[Opinions], whole: bool, color: str) -> None:
    """Choices beside those of other authorities; a line for each where there is no room for all that is said."""
    width = room()
    head = wrapped(f"{len(chosen)} choices beside those of others", width) if len(chosen) > 1 else []

    def degrees() -> Iterator[Sequence[Block]]:
        said = [block(others.lines_of(each), width, others.WIDTH) for each in chosen]
        yield [*map(_apart, said), block(others.legend(chosen), width, others.WIDTH)]
        yield said
        yield [block([next(others.lines_of(each))], width) for each in chosen]

    show_answer(head, degrees(), whole=whole, rest="what each says, and who they are", color=color)


def _brief(explanation: Explanation, note: str, width: int) -> Block:
    """A choice, its reason and what it warns of."""
    value = shown_at(explanation.decision, explanation.value)
    lines = [Line("", f"{explanation.decision}: {value}", note), Line("because", visible(explanation.because))]
    return block([*lines, *([Line("warning", explanation.warning)] if explanation.warning else [])], width)


def _apart(lines: Block) -> Block:
    """With an empty line behind."""
    return [*lines, *wrapped("", 1)]
