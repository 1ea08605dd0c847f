"""What `train` and `tune` are told: a config or data, and which rows are trained on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.cli.choices import chosen_ruleset
from advisor.cli.facts import advise, gather
from advisor.cli.profile import watching
from advisor.cli.streams import read
from advisor.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from advisor.exporting import Source


def source_of(
    config: str | None,
    data: str,
    facts: dict[str, Any],
    set_: list[str],
    pin: list[str],
    ruleset: str | None,
    quiet: bool,
) -> "Source":
    """The config that is given, or the one recommended for the data."""
    from advisor.exporting import Source, read_source

    if config is not None and not (set_ or pin or ruleset or facts):
        return read_source(read(config))
    intake = gather(config, None if config is not None else data, facts, set_, quiet, pin)
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    return Source(recommendation.document(), recommendation)


def data_words(source: "Source", data: str, test: str | None, folder: Path, quiet: bool) -> list[str]:
    """The arguments of train.py that name data; without test data, a part of a table is set aside."""
    from advisor.training.placing import training_place
    from advisor.training.splitting import as_csv, hold_out

    if not Path(data).exists():
        raise InputError(Diagnostic("cannot be read: No such file or directory", data))
    named = source.problem.data.target
    train, held_out = training_place(data, [named] if named else []), Path(test) if test else None
    if source.problem.data.kind == "table":
        with watching(quiet) as watch:
            watch("setting a fifth of the rows aside" if held_out is None else "reading the table", None)
            train = as_csv(str(train), folder)
            if held_out is None:
                train, held_out = hold_out(train, source, folder)
    words = ["--train", str(train.resolve())]
    return words + (["--test", str(held_out.resolve()), "--predictions", "predictions.csv"] if held_out else [])
