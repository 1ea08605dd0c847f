"""What is said of a condition, in lines with labels: at a terminal and in a pipe alike."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.errors import visible

if TYPE_CHECKING:
    from advisor.diagnosing import Advice, Trained

NAMES = ("trained", "revised")  # the two configs that are compared


def told(advice: "Advice", known: "Trained") -> Iterator[tuple[str, str]]:
    """What of the model explains a condition, the evidence, what to try and what of it is done, each with its label."""
    from advisor.explaining.values import shown_at

    for culprit in advice.culprits:
        rule = f" [{culprit.rule}]" if culprit.rule else ""
        yield "culprit", visible(f"{culprit.path}: {culprit.message}{rule}")
    yield from (("evidence", visible(each)) for each in advice.condition.evidence)
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
