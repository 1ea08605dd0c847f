"""Help: options in groups, those that people need first, wrapped at words to the width of the terminal."""

import re
from collections.abc import Sequence
from inspect import cleandoc
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any, Final

from advisor.cli.help_option import HELP_ALL, HELP_ALL_OPTION

WIDEST: Final = 100  # columns; longer lines are hard to read
NARROWEST: Final = 30
STACKED: Final = 60  # columns below which what is said of an option stands under it
LONGEST_NAME: Final = 28  # columns of an option beside which there is room to say something
FEW: Final = 10  # options that are read at a glance, without groups
MOST: Final = 20  # options that a command shows without being asked for all
JOINED: Final = "\0"  # stands for a blank at which no line is broken
OTHERS: Final = "Options"  # the group of options that name none
ORDER: Final = ("Input", OTHERS, "Data", "Compute", "Priorities", "Earlier run", "Output", "General")
# The groups of options that commands have of their own.
GROUPED: Final = {
    **dict.fromkeys(("--data", "--test", "--tokenizer"), "Input"),
    **dict.fromkeys(("--output", "--format", "--all"), "Output"),
    **dict.fromkeys((HELP_ALL, "--help"), "General"),
}
# Options that few people need, beside facts (`advisor.cli.facts.COMMON` are those that many do).
RARE: Final = frozenset(
    ("--ruleset", "--explanation", "--locked", "--dry-run", "--no-input", "--color", "--debug", "--show-problem")
)


def write_command(command: Any, ctx: Any, formatter: Any) -> None:
    """The help of one command: the options that people need, or all of them where `--help-all` is asked for."""
    width = _width()
    options = [each for each in command.get_params(ctx) if each.param_type_name == "option" and not each.hidden]
    usual = [each for each in options if not _rare(each)]
    if HELP_ALL in ctx.meta or len(options) <= MOST:
        usual = [each for each in options if HELP_ALL not in each.opts]
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    sections = {
        title: [record for each in group for record in _records(each, ctx)]
        for title, group in [("Arguments", arguments), *_grouped(usual)]
    }
    column = _column([name for rows in sections.values() for name, _ in rows])
    lines = [*_usage(command, ctx, width), "", *_text(command.help, width)]
    for title, rows in sections.items():
        lines += ["", f"{title}:", *_rows(rows, width, column)] if rows else []
    if HELP_ALL_OPTION in usual:
        more = f"{ctx.command_path} {HELP_ALL} shows {len(options) - len(usual)} more options."
        lines += ["", *_wrapped(more, width, "")]
    formatter.write("\n".join(lines) + "\n")


def write_group(group: Any, ctx: Any, formatter: Any) -> None:
    """The help of the program: what it is for, its own options, and what each command does."""
    width = _width()
    options = [record for each in group.get_params(ctx) for record in _records(each, ctx)]
    commands = [(name, _summary(group.commands[name].help)) for name in group.list_commands(ctx)]
    lines = [*_usage(group, ctx, width), "", *_text(group.help, width)]
    for title, rows in (("Options", options), ("Commands", commands)):
        lines += ["", f"{title}:", *_rows(rows, width, _column([name for name, _ in rows]))]
    formatter.write("\n".join(lines) + "\n")


def _width() -> int:
    return max(min(get_terminal_size().columns, WIDEST) - 2, NARROWEST)


def _rare(option: Any) -> bool:
    """Whether few people need an option."""
    from advisor.cli.facts import COMMON, NAMES

    return not RARE.isdisjoint(option.opts) or (option.name in NAMES and option.name not in COMMON)


def _grouped(options: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """The options by the group that each names, in the order of the groups; a few are no groups."""
    if len(options) <= FEW:
        return [(OTHERS, list(options))]
    groups: dict[str, list[Any]] = {title: [] for title in ORDER}
    for option in options:
        groups[_group(option)].append(option)
    return [(title, group) for title, group in groups.items() if group]


def _group(option: Any) -> str:
    """The group of an option: as it says, or as its name does."""
    from advisor.cli.facts import FLAGS, panel

    if named := getattr(option, "rich_help_panel", None):
        return str(named)
    told = next((GROUPED[name] for name in option.opts if name in GROUPED), OTHERS)
    return panel(FLAGS[option.name].path) if option.name in FLAGS else told


def _usage(command: Any, ctx: Any, width: int) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    start = f"Usage: {ctx.command_path} "
    return wrap(start + pieces, width, subsequent_indent=" " * min(len(start), width // 2), break_on_hyphens=False)


def _records(parameter: Any, ctx: Any) -> list[tuple[str, str]]:
    record = parameter.get_help_record(ctx)
    return [record] if record is not None else []


def _summary(text: str) -> str:
    """The first paragraph."""
    return " ".join(cleandoc(text).partition("\n\n")[0].split())


def _text(text: str, width: int) -> list[str]:
    r"""Paragraphs wrapped, and examples, which stand behind a `\b`, as a shell reads them on several lines."""
    lines: list[str] = []
    for paragraph in cleandoc(text).split("\n\n"):
        lines += [""] if lines else []
        if paragraph.startswith("\b\n"):
            for line in paragraph.removeprefix("\b\n").splitlines():
                lines += _example(f"  {line}", width)
        else:
            lines += _wrapped(" ".join(paragraph.split()), width, "  ")
    return lines


def _example(line: str, width: int) -> list[str]:
    r"""A command as it is, or over several lines that end with `\`; what it is for goes below where it has no room."""
    if len(line) <= width:
        return [line]
    command, _, what = line.strip().partition("   ")
    whole = re.sub(r"( --?[\w-]+) (?!-)", rf"\1{JOINED}", command)  # an option stays with its value
    parts = wrap(
        whole,
        width - 2,
        initial_indent="    ",
        subsequent_indent="      ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    lines = [part.replace(JOINED, " ") for part in parts]
    return [f"{part} \\" for part in lines[:-1]] + lines[-1:] + _wrapped(what.strip(), width, "        ")


def _column(names: Sequence[str]) -> int:
    """Where texts begin that stand beside these names."""
    return 4 + min(max(map(len, names), default=0), LONGEST_NAME)


def _rows(rows: Sequence[tuple[str, str]], width: int, column: int) -> list[str]:
    """Names, and beside or below each what it is."""
    lines: list[str] = []
    for name, text in rows:
        said = _wrapped(text, width, " " * (column if width >= STACKED else 8))
        head = [part.replace("| ", "|") for part in _wrapped(name.replace("|", "| "), width, "  ")]
        if width >= STACKED and len(head) == 1 and len(head[0]) + 2 <= column and said:
            lines.append(f"{head[0]:{column}}{said[0].lstrip()}")
            lines += said[1:]
        else:
            lines += [*head, *said]
    return lines


def _wrapped(text: str, width: int, margin: str) -> list[str]:
    """A text wrapped at spaces, each line behind a margin."""
    return wrap(text, width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
