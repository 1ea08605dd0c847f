"""What is said of a condition, in lines with labels: at a terminal and in a pipe alike."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.errors import visible

if TYPE_CHECKING:
    from advisor.diagnosing import Advice, Trained

NAMES = ("trained", "revised")  # the two configs that are compared


def told(advice: "Advice", known: "Trained") -> Iterator[tuple[str, str]]:
    """What of the model explains a condition, what else is wrong, the evidence, and what to try or is done already."""
    from advisor.explaining.values import shown_at

    for label, named in (("culprit", advice.culprits), ("fault", advice.faults)):
        for fault in named:
            rule = f" [{fault.rule}]" if fault.rule else ""
            yield label, visible(f"{fault.path}: {fault.message}{rule}")
    yield from (("evidence", visible(shown)) for shown in advice.condition.evidence)
    held = {each: each.already(known.value) if known.value else {} for each in advice.remedies}
    new = [each for each in held if not (known.value and each.done(known.value))]
    for at, each in enumerate(new, 1):
        part = "".join(f"; {path} = {shown_at(path, value)} already" for path, value in held[each].items())
        yield f"try {at}.", f"{each.says}{part} [{each.source}]"
    if done := [each for each in held if each not in new]:
        texts = [
            f"{each.says} ({', '.join(f'{p} = {shown_at(p, v)}' for p, v in held[each].items())})" for each in done
        ]
        yield "set", f"already, so not to be tried: {'; '.join(texts)}"
