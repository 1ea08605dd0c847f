"""One flag for every fact, generated from the definition of the facts."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

import typer

from advisor.errors import Complaint, InputError
from advisor.problem.facts import FACTS, Fact
from advisor.problem.intake import Intake

FLAGS: Final[dict[str, Fact]] = {leaf.about.flag.replace("-", "_"): leaf for leaf in FACTS.values() if leaf.about.flag}
COMMON: Final = ("task", "rows", "features", "classes", "priority", "device", "memory_gb")


def with_facts(command: Callable[..., None]) -> Callable[..., None]:
    """Add a parameter for every fact to a command, which receives those that were used as `facts`."""

    def run(**arguments: Any) -> None:
        facts = {name: arguments.pop(name) for name in NAMES if name in arguments}
        command(**arguments, facts={name: value for name, value in facts.items() if value is not None})

    signature = inspect.signature(command)
    own = [parameter for name, parameter in signature.parameters.items() if name != "facts"]
    common = sorted(_PARAMETERS, key=lambda parameter: parameter.name not in COMMON)
    run.__signature__ = inspect.Signature([*own, *common])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in [*own, *common]}
    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    return run


def _parameter(name: str, leaf: Fact) -> inspect.Parameter:
    flag = leaf.about.flag
    panel = leaf.description
    if leaf.type is bool:
        annotation: Any = Annotated[bool | None, typer.Option(f"--{flag}/--no-{flag}", help=panel)]
    else:
        metavar = "|".join(leaf.choices) if leaf.choices else {int: "N", float: "X"}.get(leaf.type, "TEXT")
        annotation = Annotated[str | None, typer.Option(f"--{flag}", metavar=metavar, help=panel)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


_IMAGE: Final = inspect.Parameter(
    "image",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[str | None, typer.Option("--image", metavar="HxWxC", help="Size of an image.")],
)
_PARAMETERS: Final = [_IMAGE, *(_parameter(name, leaf) for name, leaf in FLAGS.items())]
NAMES: Final = ("image", *FLAGS)


def gather(
    problem: str | None, data: str | None, facts: Mapping[str, Any], settings: list[str], quiet: bool = False
) -> Intake:
    """Take facts from a file or stdin, then from data, then from flags, then from `--set`: later ones win."""
    from advisor.cli.streams import read

    intake = Intake()
    if problem is not None:
        intake.document(read(problem))
    if data is not None:
        measure(intake, data, facts, quiet)
    for name, value in facts.items():
        flag = "--" + name.replace("_", "-")
        if isinstance(value, bool):
            intake.text(name, str(value).lower(), flag)
        else:
            intake.text(name, value, flag)
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals:
            intake.complaints.append(Complaint(f"expected path=value, got {setting!r}", "--set"))
        else:
            intake.text(path.strip(), value.strip(), f"--set {path.strip()}")
    if not intake.facts and not intake.complaints:
        raise InputError(
            Complaint(
                "no facts were given",
                hint="name a problem file, - for stdin, --data FILE --target COLUMN, or --task and other facts;"
                " `advisor wizard` asks for them",
            )
        )
    return intake


def measure(intake: Intake, data: str, facts: Mapping[str, Any], quiet: bool) -> None:
    """Profile a data file into the intake, saying on a terminal what is being done."""
    import sys

    from advisor.cli.streams import tell, terminal
    from advisor.profiling import profile

    watched = terminal(sys.stderr) and not quiet
    target = facts.get("target") or intake.facts.get("data.target") or ""
    intake.measured(
        profile(
            data,
            target,
            task=facts.get("task") or intake.facts.get("task"),
            group_column=facts.get("group_column") or intake.facts.get("data.group_column") or "",
            time_column=facts.get("time_column") or intake.facts.get("data.time_column") or "",
            progress=(lambda stage: tell(f"{stage} ...")) if watched else None,
        )
    )
