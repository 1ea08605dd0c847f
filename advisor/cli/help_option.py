"""`--help-all`, which shows every option of a command."""

from typing import Any, Final

from typer.core import TyperOption

HELP_ALL: Final = "--help-all"


def _show_all(ctx: Any, option: Any, wanted: bool) -> None:
    """Show all options and stop."""
    del option
    if wanted and not ctx.resilient_parsing:
        import typer

        ctx.meta[HELP_ALL] = True
        typer.echo(ctx.get_help())
        ctx.exit()


HELP_ALL_OPTION: Final = TyperOption(
    param_decls=[HELP_ALL],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_all,
    help="Show every option and exit.",
)
