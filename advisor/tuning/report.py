"""What a search found: a table by stage, and the config with the trial that each change comes from."""

from collections.abc import Mapping, Sequence

from advisor.config.words import LOWER_IS_BETTER
from advisor.errors import visible
from advisor.explaining.values import change
from advisor.quantities import plural
from advisor.training.report import aligned
from advisor.tuning.journal import Trial
from advisor.tuning.walk import RECOMMENDED, Found, Pair, Step
from advisor.yamlio import write_yaml


def stage_name(title: str) -> str:
    """A stage in a word or two, as a line of `tuning.order` begins.

    >>> stage_name("capacity (depth, then width); learning rate again"), stage_name("learning rate, under a ...")
    ('capacity', 'learning rate')
    """
    return title.partition(" (")[0].partition(",")[0].partition(";")[0]


def stages_table(found: Found, done: Sequence[Trial], titles: Sequence[str]) -> str:
    """A line for each stage: its trials, the score that it left, what that is better by, and what it changed."""
    name = found.first.judged_by
    table = [["stage", "trials", name, "better by"], [RECOMMENDED, "1", _number(found.first.score), "-"]]
    said = ["what was kept", "-"]
    score = found.first.score
    for title in titles:
        steps = [step for step in found.steps if step.stage == title]
        after = steps[-1].after if steps else score
        gain = _gain(score, after, name) if steps else "-"
        table.append([stage_name(title), str(sum(t.stage == title for t in done)), _number(after), gain])
        said.append(changes(_net(steps)) if steps else "-")
        score = after
    table.append(
        ["in all", str(len(done)), _number(found.best.score), _gain(found.first.score, found.best.score, name)]
    )
    lines = aligned(table).splitlines()
    return "".join(f"{line}  {what}".rstrip() + "\n" for line, what in zip(lines, [*said, ""], strict=True))


def _net(steps: Sequence[Step]) -> dict[str, Pair]:
    """What several steps changed together; what was changed back is left out."""
    found: dict[str, Pair] = {}
    for step in steps:
        for path, (before, after) in step.changed.items():
            found[path] = (found[path][0] if path in found else before, after)
    return {path: pair for path, pair in found.items() if pair[0] != pair[1]}


def tuned_yaml(found: Found, done: Sequence[Trial], unseen: Mapping[str, float] | None = None) -> str:
    """The best config, with what was found on top, and above each choice that was changed the trials that changed it.

    `unseen` are the scores of the first and of the best config on rows that no trial saw, by their names.
    """
    name, first, best = found.first.judged_by, found.first, found.best
    better = f"{_number(best.score)} here" if found.steps else "and nothing that was tried is better"
    header = [
        f"tuned in {plural(len(done), 'trial')}: {name} on validation {_number(first.score)} {RECOMMENDED}, {better}"
    ]
    header += [_line(step, name) for step in found.steps]
    if unseen:
        said = ", ".join(f"{_number(score)} {which}" for which, score in unseen.items())
        header.append(f"on rows that no trial saw: {name} {said}")
    comments: dict[tuple[str, ...], str] = {}
    for path, steps in _by_path(found.steps).items():
        comments[tuple(path.split("."))] = "; ".join(
            f"{stage_name(step.stage)}: {change(path, *step.changed[path])}, {_scores(step, name)}" for step in steps
        )
    return write_yaml(found.config.source.document, comments, "\n".join(map(visible, header)))


def _line(step: Step, name: str) -> str:
    return f"{stage_name(step.stage)}: {changes(step.changed)}, {_scores(step, name)}"


def _scores(step: Step, name: str) -> str:
    return f"{name} {_number(step.before)} -> {_number(step.after)} (trial {step.trial})"


def _by_path(steps: Sequence[Step]) -> dict[str, list[Step]]:
    by_path: dict[str, list[Step]] = {}
    for step in steps:
        for path in step.changed:
            by_path.setdefault(path, []).append(step)
    return by_path


def changes(changed: Mapping[str, Pair]) -> str:
    """What a trial changed, in a line.

    >>> changes({"model.hidden.layers": (2, 3), "training.batch_size": (64, 32)})
    'model.hidden.layers 2 -> 3; training.batch_size 64 -> 32'
    """
    return "; ".join(f"{path} {change(path, *pair)}" for path, pair in changed.items()) or RECOMMENDED


def _gain(before: float | None, after: float | None, name: str) -> str:
    if before is None or after is None:
        return "-"
    return f"{(before - after) if name in LOWER_IS_BETTER else (after - before):+.4f}"


def _number(score: float | None) -> str:
    return "-" if score is None else f"{score:.4f}"
