"""What `train` and `tune` are told: a config or data, and which rows are trained on."""

import json
import re
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.cli.choices import chosen_ruleset
from advisor.cli.facts import advise, gather
from advisor.cli.profile import watching
from advisor.cli.streams import read, tell
from advisor.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from advisor.exporting import Source
    from advisor.profiling import Watch

NEW: Final = "new.csv"
PLACED: Final = re.compile("column [0-9]+")  # the name of a column of a table without a header


def source_of(
    config: str | None,
    data: str,
    facts: dict[str, Any],
    set_: list[str],
    pin: list[str],
    ruleset: str | None,
    quiet: bool,
    header: bool | None = None,
) -> "Source":
    """The config that is given, or the one recommended for the data."""
    from advisor.exporting import Source, read_source

    if config is not None and not (set_ or pin or ruleset or facts):
        return read_source(read(config))
    intake = gather(config, None if config is not None else data, facts, set_, quiet, pin, header=header)
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    return Source(recommendation.document(), recommendation)


def data_words(
    source: "Source", data: str, test: str | None, folder: Path, quiet: bool, header: bool | None = None
) -> list[str]:
    """The arguments of train.py that name data: rows as CSV, of which copies are made in the folder where they are not.

    Without test data it is the test part of divided data that is predicted, and else a part of a table is set aside.
    """
    from advisor.training.placing import training_place
    from advisor.training.splitting import hold_out

    for named in filter(None, (data, test)):
        if not Path(named).exists():
            raise InputError(Diagnostic("cannot be read: No such file or directory", named))
    goal, held_out = source.problem.data.target, Path(test) if test else None
    with watching(quiet) as watch:
        copy = _rows(source, data, folder / "data.csv", header, watch)
        train = copy or training_place(data, [goal] if goal else [])
        if copy is not None and test:
            held_out = _test_rows(source, test, folder / "test-data.csv", header, watch) or held_out
        if test is None:
            held_out = _own_test_part(source, data, train, folder / "test-data.csv", header, watch)
        own = held_out if test is None else None
        if held_out is None and source.problem.data.kind == "table":
            watch("setting a fifth of the rows aside", None)
            train, held_out = hold_out(train, source, folder)
    if own is not None and not quiet:
        tell(f"scored at the end: the part of {data} that is held out, of which nothing is learnt")
    words = ["--train", str(train.resolve())]
    return words + (["--test", str(held_out.resolve()), "--predictions", "predictions.csv"] if held_out else [])


def to_predict(data: str, goal: str | None) -> str:
    """The test part of the data where it is one plain table without the target; else any name for new data."""
    from advisor.profiling.shared.files import find
    from advisor.profiling.shared.held_out import held_out_part
    from advisor.profiling.shared.tables.dialect import csv_dialect
    from advisor.profiling.shared.tables.formats import form_of

    with suppress(InputError):
        paths = held_out_part(find(data), [goal] if goal else []).paths
        if len(paths) == 1 and form_of(paths[0])[0] == "csv":
            dialect = csv_dialect(paths[0])
            return paths[0] if dialect.plain and goal not in dialect.names else NEW
    return NEW


def _test_rows(source: "Source", data: str, place: Path, header: bool | None, watch: "Watch") -> Path | None:
    """Test data as the training data are converted; what lacks the targets, or else tells less, as plain rows."""
    try:
        return _rows(source, data, place, header, watch)
    except InputError:
        return _rows(source, data, place, header, watch, recognised=False)


def _own_test_part(
    source: "Source", data: str, train: Path, place: Path, header: bool | None, watch: "Watch"
) -> Path | None:
    """The test part of divided data; nothing where there is none, or it is not labelled as the training part is."""
    from advisor.profiling.shared.files import find
    from advisor.profiling.shared.held_out import held_out_part

    goal = source.problem.data.target
    part = held_out_part(find(data), [goal] if goal else [])
    if not part.paths:
        return None
    watch("looking at the test part", None)
    try:
        rows = _rows(source, data, place, header, watch, held_out=True)
    except InputError:
        return None
    if rows is None and source.problem.task == "language-modeling":
        return Path(part.paths[0] if len(part.paths) == 1 else part.root)
    if rows is None or source.problem.task not in ("binary", "multiclass", "ordinal", "detection"):
        return rows
    found = _classes(rows, goal)
    return rows if found <= (_classes(train, goal) or found) else None


def _free(folder: str) -> str:
    """A name for a folder that no earlier run has taken."""
    names = (folder if number == 1 else f"{folder}-{number}" for number in count(1))
    return next(name for name in names if not Path(name).exists())


def _classes(place: Path, goal: str | None) -> set[str]:
    """The different values of the target in a CSV file, the classes in COCO's, or the folders of a folder.

    None where they cannot be told.
    """
    import csv

    if place.is_dir():
        return {each.name for each in place.iterdir() if each.is_dir()}
    if place.suffix == ".json":
        return {each["name"] for each in json.loads(place.read_text(encoding="utf-8"))["categories"]}
    if place.suffix != ".csv":
        return set()
    with place.open(encoding="utf-8-sig", newline="") as file:
        return {str(row.get(goal or "label")) for row in csv.DictReader(file)}


def _rows(
    source: "Source",
    data: str,
    place: Path,
    header: bool | None,
    watch: "Watch",
    recognised: bool = True,
    held_out: bool = False,
) -> Path | None:
    """Data as CSV, at `place` where they are not that yet; nothing where they are no rows."""
    from advisor.profiling import Asked
    from advisor.profiling.converting import as_csv

    facts = source.problem.data
    if header is None and facts.columns and all(PLACED.fullmatch(column.name) for column in facts.columns):
        header = False  # as was said when they were measured
    asked = Asked(data, facts.target or "", facts.kind, source.problem.task, header=header)
    if recognised and facts.kind != "audio":  # whose names tell the groups, or any column of the file
        asked = asked._replace(group_column=facts.group_column or "", time_column=facts.time_column or "")
    asked = asked._replace(held_out=held_out)
    files = _free(f"{place.with_suffix('')}-files")
    found = as_csv(asked, place, watch, files=files, recognised=recognised, always=held_out)
    return None if found is None else found.path
