"""Commands as they are parsed: with the help of `advisor.cli.help`, and hints for what there is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from advisor.cli.help_option import HELP_ALL_OPTION
from advisor.errors import Diagnostic, InputError, visible


class Command(TyperCommand):
    """A command whose help is grouped and can be shown in part, with hints for options that it does not have."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, naming what people may have meant by each option that there is not."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            found = getattr(error, "option_name", None)
            if found is None or not hasattr(error, "possibilities"):  # any error but click's NoSuchOption
                raise
            from advisor.cli.hints import unknown_options

            known = {name for option in self.get_params(ctx) for name in (*option.opts, *option.secondary_opts)}
            raise unknown_options(str(self.name), known, typed, found) from None

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, with the two options of help last."""
        return [*super().get_params(ctx), HELP_ALL_OPTION]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The options that people need, or all of them."""
        from advisor.cli.help import write_command

        write_command(self, ctx, formatter)


class Group(TyperGroup):
    """All commands, each with its summary in whole sentences; a file in place of one is no command."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Parse what stands before the command."""
        with _escaped():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Parse what stands after the command, and run it."""
        with _escaped():
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called."""
        name = args[0]
        if not ctx.resilient_parsing and name not in self.commands:
            from pathlib import Path

            if Path(name).exists():
                raise InputError(Diagnostic("is a file, not a command", name, hint=f"advisor recommend {name}"))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What there is."""
        from advisor.cli.help import write_group

        write_group(self, ctx, formatter)


@contextmanager
def _escaped() -> Iterator[None]:
    """Escape what could steer a terminal in a message of the parser, which repeats what was typed."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message"):  # click's errors of usage, which typer bundles and does not export
            shown = "\n".join(map(visible, error.format_message().split("\n")))
            error.format_message = lambda: shown
        raise
