"""One flag for every fact, generated from the definition of the facts."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from advisor.cli import options
from advisor.cli.completing import among
from advisor.errors import Diagnostic, InputError
from advisor.problem.fact import Fact
from advisor.problem.facts import FACTS, FORMER
from advisor.problem.intake import Intake, meant

if TYPE_CHECKING:
    from advisor.recommending import Recommendation

FLAGS: Final[dict[str, Fact]] = {
    **{leaf.about.flag.replace("-", "_"): leaf for leaf in FACTS.values() if leaf.about.flag},
    **{former.rpartition(".")[2]: FACTS[path] for former, path in FORMER.items()},
}
LONGEST_METAVAR: Final = 50  # columns; a longer list of words stands in the help instead
COMMON: Final = (
    "target", "task", "kind", "rows", "features", "classes", "image", "device", "gpus", "memory_gib", "priority",
    "metric",
)  # fmt: skip
PANELS: Final = {"compute": "Compute", "priorities": "Priorities", "observed": "Earlier run"}  # of the help; else Data


def with_facts(command: Callable[..., None], line: Sequence[str] | None = None) -> Callable[..., None]:
    """Add a parameter for every fact to a command, which receives those that were used as `facts`.

    Where the arguments of the command are known (`line`) and right, only the facts among them are added, as each
    costs start-up time; help and a wrong option need them all.
    """

    def run(**arguments: Any) -> None:
        facts = {name: arguments.pop(name) for name in names if name in arguments}
        command(**arguments, facts={name: value for name, value in facts.items() if value is not None})

    own = [parameter for name, parameter in inspect.signature(command).parameters.items() if name != "facts"]
    taken = {form.removeprefix("--").replace("-", "_") for form in _forms(own)}  # as --trials is by `tune`
    names = [name for name in (NAMES if line is None else _used(own, line)) if name not in taken]
    parameters = [*own, *(_parameter(name) for name in sorted(names, key=_place))]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    return run


def _used(own: Iterable[inspect.Parameter], line: Sequence[str]) -> tuple[str, ...]:
    """The facts that a command line names; all of them where it names what nobody knows."""
    known = _forms(own)
    said = (argument.partition("=")[0] for argument in line if argument.startswith(("--", "-h")))
    used = [option.removeprefix("--").removeprefix("no-").replace("-", "_") for option in said if option not in known]
    return tuple(dict.fromkeys(used)) if all(name in NAMES for name in used) else NAMES


def _forms(own: Iterable[inspect.Parameter]) -> set[str]:
    """How the options of a command itself are written; typer takes the first form of an option for its default."""
    options = [option for parameter in own for option in parameter.annotation.__metadata__]
    said = [form for each in options for form in (each.default, *(each.param_decls or ())) if isinstance(form, str)]
    return {part for form in said for part in form.split("/")}


def panel(path: str) -> str:
    """The group of the help that a fact belongs to."""
    return PANELS.get(path.partition(".")[0], "Data")


def _place(name: str) -> int:
    """Where a fact stands in the help: the common ones first."""
    return COMMON.index(name) if name in COMMON else len(COMMON)


def _parameter(name: str) -> inspect.Parameter:
    if name == "image":
        option = typer.Option("--image", metavar="HxWxC", rich_help_panel="Data", help="Size of an image.")
        annotation: Any = Annotated[str | None, option]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
    if name == "target":
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=options.Target)
    leaf, flag = FLAGS[name], name.replace("_", "-")
    former = flag != leaf.about.flag  # still read, but no longer shown
    if leaf.type is bool:
        names = f"--{flag}/--no-{flag}"
        option = typer.Option(names, rich_help_panel=panel(leaf.path), help=leaf.description, hidden=former)
        annotation = Annotated[bool | None, option]
    else:
        metavar, said = {int: "N", float: "X"}.get(leaf.type, "TEXT"), leaf.description
        if leaf.choices:
            metavar = "|".join(leaf.choices)
            if len(metavar) > LONGEST_METAVAR:
                metavar, said = "WORD", f"{said} One of: {', '.join(leaf.choices)}."
        words = among(leaf.choices or ())
        option = typer.Option(
            f"--{flag}",
            metavar=metavar,
            rich_help_panel=panel(leaf.path),
            help=said,
            autocompletion=words,
            hidden=former,
        )
        annotation = Annotated[str | None, option]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


NAMES: Final = ("image", *FLAGS)


def gather(
    problem: str | None,
    data: str | None,
    facts: Mapping[str, Any],
    settings: list[str],
    quiet: bool = False,
    pins: Sequence[str] = (),
    ask: bool = True,
    header: bool | None = None,
) -> Intake:
    """Take facts from a file or stdin, then from data, then from flags, then from `--set`: later ones win.

    Data may be named as the problem. A target that nobody named is asked for at a terminal, unless `ask` is off.
    """
    from advisor.cli.streams import read

    intake = Intake()
    if problem is not None:
        from advisor.cli.recognising import told_apart

        problem, data = told_apart(problem, data, quiet)
    if problem is not None:
        faults: list[Diagnostic] = []
        document = read(problem, faults)
        intake.document(document, faults)
        if intake.config is not None:
            from advisor.cli.modeline import modeline

            intake.modeline = modeline(document.text)
    if data is not None:
        measure(intake, data, facts, quiet, ask, header)
    for name, value in facts.items():
        flag = "--" + name.replace("_", "-")
        if isinstance(value, bool):
            intake.text(name, str(value).lower(), flag)
        elif isinstance(value, list):
            intake.target(value, flag)
        else:
            intake.text(name, value, flag)
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals:
            intake.diagnostics.append(Diagnostic(f"expected path=value, got {setting!r}", "--set"))
        else:
            intake.text(path.strip(), value.strip(), f"--set {path.strip()}")
    for path, value in fixed(pins).items():
        intake.pin(path, value, f"--pin {path}")
    if intake.config is None:  # a config holds what it was made with
        _calibrated(intake, quiet)
    if not intake.facts and not intake.diagnostics:
        raise InputError(
            Diagnostic(
                "no facts were given",
                hint="name a data file with --target COLUMN, a problem file, - for stdin, or --task and other facts;"
                " `advisor wizard` asks for them",
            )
        )
    return intake


def _calibrated(intake: Intake, quiet: bool) -> None:
    """Take what `advisor calibrate` measured, where the problem trains on this machine."""
    from advisor.calibrating import stored

    if (place := stored.path()) is None or not place.is_file() or not intake.facts:
        return
    from advisor.calibrating.fitting import of_this_machine

    read = stored.read(place)
    if read.fault and not quiet:
        from advisor.cli.streams import tell

        tell(f"note: {place} is not used: {read.fault} (advisor calibrate measures anew)")
    intake.measured(of_this_machine(intake.facts, read))


def fixed(pins: Iterable[str]) -> dict[str, Any]:
    """The choices that `--pin path=value` fixes. Raises InputError for what has no `=`."""
    said = [(pin, *pin.partition("=")) for pin in pins]
    if wrong := [Diagnostic(f"expected path=value, got {pin!r}", "--pin") for pin, _, equals, _ in said if not equals]:
        raise InputError(wrong)
    return {path.strip(): _pin_value(value.strip()) for _, path, _, value in said}


def _pin_value(text: str) -> Any:
    """The value that a text stands for, as YAML reads it; what YAML cannot read stays text."""
    from advisor.yamlio import read_document

    try:
        return read_document(text, "--pin").data
    except InputError:
        return text


def checked_value(path: str, text: str) -> Any:
    """A value of a decision as plain data. Raises InputError for a word that it cannot be."""
    from advisor.config.leaves import words
    from advisor.errors import nearest

    value = _pin_value(text)
    if (allowed := words(path)) and str(value) not in allowed:
        near = nearest(text, allowed)
        hint = f"did you mean {near}?" if near else None
        raise InputError(Diagnostic(f"expected one of {', '.join(allowed)}; got {text!r}", field=path, hint=hint))
    return text if allowed else value


def advise(intake: Intake, ruleset: Any) -> "Recommendation":
    """Recommend for what was taken in; a wrong pin is reported where it was said."""
    from advisor.problem import Problem
    from advisor.recommending import recommend

    problem = Problem.of(intake)
    if not problem.pins:
        return recommend(problem, ruleset)
    try:
        return recommend(problem, ruleset)
    except InputError as error:
        raise intake.placed(error) from None


def measure(
    intake: Intake, data: str, facts: Mapping[str, Any], quiet: bool, ask: bool = True, header: bool | None = None
) -> None:
    """Profile data into the intake, saying on a terminal what is being done, and what to know of the data."""
    from advisor.cli.profile import watching
    from advisor.cli.streams import tell
    from advisor.profiling import Asked, examine

    def said(name: str, path: str) -> Any:
        value = facts.get(name) or intake.facts.get(path)
        return meant(path, value) if isinstance(value, str) else value

    named = facts.get("target") or intake.facts.get("data.targets") or [intake.facts.get("data.target", "")]
    first, *more = named
    asked = Asked(
        data,
        first,
        said("kind", "data.kind"),
        said("task", "task"),
        said("group_column", "data.group_column") or "",
        said("time_column", "data.time_column") or "",
        more=tuple(more),
        header=header,
    )
    told: list[str] = []
    try:
        with watching(quiet) as watch:
            profile = examine(asked, watch)
    except InputError as error:
        if quiet or not ask:
            raise
        from advisor.cli.target import ask_for_target

        told = [f"this {more.message}; {more.hint}" for more in error.diagnostics[1:]]
        asked = asked._replace(target=ask_for_target(error, told))
        with watching(quiet) as watch:
            profile = examine(asked, watch)
    for note in () if quiet else (note for note in profile.notes if note not in told):
        tell(f"note: {note}")
    intake.measured(profile.facts)
