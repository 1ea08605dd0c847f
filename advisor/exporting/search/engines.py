"""The files that each engine reads: Optuna and Ray Tune run tune.py, W&B agents run a sweep for each stage."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.code import literal, statement
from advisor.exporting.project import Project
from advisor.exporting.search.space import RATE, Knob, Space, space, text
from advisor.yamlio import write_yaml

if TYPE_CHECKING:
    from jinja2 import Environment

    from advisor.exporting.source import Source

MARGIN: Final = 100  # columns that an indented line of code leaves
PACKAGES: Final = {"optuna": "optuna>=4,<6", "ray": "ray[tune]>=2.40,<3", "wandb": "wandb>=0.18,<1"}


def optuna(source: "Source") -> Project:
    """A study for each stage, SQLite by default."""
    return _program(source, "optuna")


def ray(source: "Source") -> Project:
    """A tuner for each stage, on one machine or a cluster."""
    return _program(source, "ray")


def wandb(source: "Source") -> Project:
    """A sweep for each stage."""
    files, searched, notes = _common(source, "wandb")
    constant = {path: text(value) for path, value in (searched.edited | searched.constant).items()}
    names = []
    for number, stage in enumerate(searched.stages, start=1):
        held = constant if number < len(searched.stages) else searched.edited
        tuned = {knob.path: _parameter(knob) for knob in stage.knobs}
        fixed = {path: {"value": value} for path, value in held.items() if path not in tuned}
        name = f"sweep-{number}.yaml"
        names.append((name, stage.title))
        files[name] = write_yaml(_sweep(stage.title, fixed | tuned, searched))
    files["README.md"] = (
        _environment()
        .get_template("README.md.j2")
        .render(engine="wandb", sweeps=names, notes=notes, version=_version())
    )
    return Project(files, notes)


def _program(source: "Source", engine: str) -> Project:
    files, searched, notes = _common(source, engine)
    settled = {knob.path: text(knob.now) for stage in searched.stages for knob in stage.knobs}
    context = {
        "edited": {path: text(value) for path, value in searched.edited.items()},
        "now": settled,
        "constant": {path: text(value) for path, value in searched.constant.items()},
        "schedule": {path: text(source.value(path)) for path in searched.constant},
        "stages": [
            (
                stage.title,
                {
                    "ranges": [_entry(k.path, (k.low, k.high, k.log)) for k in stage.knobs if not k.values],
                    "values": [_entry(k.path, [text(value) for value in k.values]) for k in stage.knobs if k.values],
                },
            )
            for stage in searched.stages
        ],
    }
    environment = _environment()
    files["tune.py"] = environment.get_template(f"tune_{engine}.py.j2").render(context)
    files["README.md"] = environment.get_template("README.md.j2").render(
        engine=engine, sweeps=[], notes=notes, version=_version()
    )
    return Project(files, notes)


def _common(source: "Source", engine: str) -> tuple[dict[str, str], Space, list[str]]:
    """What all engines share: the config, and the program that trains one trial."""
    from advisor.exporting.torch import export as torch_project

    project = torch_project(source)  # refuses what no trial could train
    notes = list(project.notes)
    searched = space(source, notes)
    paths = sorted(
        {knob.path for stage in searched.stages for knob in stage.knobs} | {*searched.constant, *searched.edited}
    )
    trial = (
        _environment()
        .get_template("trial.py.j2")
        .render(rate=RATE, wandb=engine == "wandb", column=searched.column, lower=searched.lower, paths=paths)
    )
    packages = [f"nn-advisor=={_version()}", PACKAGES[engine]]
    training = project.files["requirements.txt"]
    requirements = "\n".join(packages) + "\n" + training.replace(PACKAGES["wandb"] + "\n", "")
    files = {"config.yaml": write_yaml(source.document), "trial.py": trial, "requirements.txt": requirements}
    return files, searched, notes


def _sweep(title: str, parameters: dict[str, Any], searched: Space) -> dict[str, Any]:
    """A sweep file; a bad trial is not stopped early, as most of them end early by themselves."""
    return {
        "name": title,
        "program": "trial.py",
        "method": "bayes",
        "metric": {"name": "score", "goal": "minimize" if searched.lower else "maximize"},
        "parameters": parameters,
        "command": [
            "${env}", "${interpreter}", "${program}", "--wandb", "--train", "train.csv", "${args_no_hyphens}",
        ],
    }  # fmt: skip


def _parameter(knob: Knob) -> dict[str, Any]:
    if knob.values:
        return {"values": [text(value) for value in knob.values]}
    return {
        "distribution": "log_uniform_values" if knob.log else "uniform",
        "min": knob.low,
        "max": knob.high,
    }


def _entry(path: str, value: Any) -> str:
    """A line of a dict as code; a list that is too long for it takes a line for each value."""
    line = f"{literal(path)}: {literal(value)}"
    if len(line) <= MARGIN or not isinstance(value, list):
        return line
    return f"{literal(path)}: [\n" + "".join(f"{' ' * 20}{literal(each)},\n" for each in value) + f"{' ' * 16}]"


def _version() -> str:
    from advisor.versions import __version__

    return __version__


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("advisor.exporting.search"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.globals.update(py=literal, statement=statement)
    return environment
