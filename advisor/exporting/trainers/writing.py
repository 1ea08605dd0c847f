"""The files of a trainer: YAML with a reason above each key, JSON with the reasons beside it, and what heads them."""

import os
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.errors import Diagnostic, InputError, visible
from advisor.exporting.project import Project
from advisor.exporting.trainers.mapping import Table
from advisor.linting.trainers.known import trainer
from advisor.versions import __version__
from advisor.yamlio import write_json, write_yaml

if TYPE_CHECKING:
    from advisor.exporting.source import Source

COMMENT_WIDTH: Final = 100  # columns, as in configs
CELL: Final = str.maketrans({"|": "\\|", "\n": "; ", "<": "&lt;"})  # what would break a cell of a Markdown table


class Heading(NamedTuple):
    """What stands above a file's keys."""

    trainer: str
    """Its key in `trainers.json`."""
    title: str
    needs: str
    """What to install."""
    run: str
    """The command that runs it, in the folder of the file."""
    data: str
    """What is read, in which form."""


class Native(NamedTuple):
    """Keys and values of one file, in order, and what is said of them."""

    heading: Heading
    table: Table
    values: dict[str, Any]
    more: tuple[str, ...] = ()
    """What else is not expressed."""


def yaml_of(source: "Source", native: Native) -> str:
    """A YAML file with a header, and the reasons as comments."""
    known_keys(native)
    header = "\n".join(_wrapped(line) for line in _lines(source, native))
    return f"{header}\n\n{write_yaml(nested(native.values), native.table.comments(source, native.values))}"


def json_of(native: Native) -> str:
    """A JSON file; its reasons go beside it, into a README."""
    known_keys(native)
    return write_json(nested(native.values))


def readme_of(source: "Source", native: Native) -> str:
    """What heads a file whose format has no comments, and the reason for each of its keys."""
    heading, notes = native.heading, losses(source, native)
    lines = [f"# {heading.title}", "", f"Written by advisor {__version__}; keys of {_version(heading)}.", ""]
    lines += ["```", f"pip install {heading.needs}", heading.run, "```", "", f"Data: {heading.data}.", ""]
    for title, said in (("Expressed nearly", notes[0]), ("Not expressed", notes[1])):
        if said:
            lines += [f"{title}:", "", *(f"- {each}" for each in said), ""]
    lines += ["| key | value | why |", "|---|---|---|"]
    comments = native.table.comments(source, native.values)
    for key, value in native.values.items():
        shown = write_json(value, indent=None).strip().translate(CELL)
        lines.append(f"| `{key}` | `{shown}` | {comments[tuple(key.split('.'))].translate(CELL)} |")
    return "\n".join(lines) + "\n"


def project(source: "Source", files: dict[str, str], native: Native) -> Project:
    """The files, and as notes what is not expressed."""
    nearly, not_at_all = losses(source, native)
    return Project(files, [*not_at_all, *(f"{said} (nearly)" for said in nearly)])


def losses(source: "Source", native: Native) -> tuple[list[str], list[str]]:
    """What is expressed nearly, and what not at all."""
    nearly, not_at_all = native.table.lost(source)
    return nearly, [*not_at_all, *native.more]


def _lines(source: "Source", native: Native) -> list[str]:
    heading, notes = native.heading, losses(source, native)
    lines = [heading.title, f"Written by advisor {__version__}; keys of {_version(heading)}.", ""]
    lines += [f"Install: pip install {heading.needs}", f"Run: {heading.run}", f"Data: {heading.data}."]
    for title, said in (("Expressed nearly", notes[0]), ("Not expressed", notes[1])):
        lines += ["", f"{title}:", *(f"  - {each}" for each in said)] if said else []
    return lines


def _wrapped(line: str) -> str:
    """A line as comments, those after the first further in."""
    margin = "#" + " " * (1 + len(line) - len(line.lstrip()))
    return fill(visible(line.strip()), COMMENT_WIDTH, initial_indent=margin, subsequent_indent=f"{margin}  ") or "#"


def _version(heading: Heading) -> str:
    known = trainer(heading.trainer)
    return f"{known.name} {known.version}"


def known_keys(native: Native) -> None:
    """Raise `KeyError` where a key is none of the trainer's named version: it would be ignored or refused."""
    known = trainer(native.heading.trainer)
    sections = {path.partition(".")[0] for path in known.keys if "." in path}
    for key in native.values:
        inside = ".".join(key.split(".")[:2]) if key.partition(".")[0] in sections else key.partition(".")[0]
        if inside not in known.keys or inside in known.former:
            raise KeyError(f"{known.name} {known.version} has no key {key}")


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keys with dots as sections."""
    tree: dict[str, Any] = {}
    for key, value in values.items():
        *sections, last = key.split(".")
        branch = tree
        for section in sections:
            branch = branch.setdefault(section, {})
        branch[last] = value
    return tree


def refuse(target: str, what: str, instead: str, field: str) -> InputError:
    """An error about what a trainer has no form for, and a target that has."""
    hint = f"advisor export {instead}" if instead else None
    return InputError(Diagnostic(f"the target {target} cannot express {what}", field=field, hint=hint))


def data_path(source: "Source", usual: str) -> str:
    """Where the data lies, as seen from the folder of the export; the usual name where the config does not know."""
    path = source.problem.data.path
    if not path:
        return usual
    return path if Path(path).is_absolute() else os.path.relpath(path, source.folder or ".").replace(os.sep, "/")
