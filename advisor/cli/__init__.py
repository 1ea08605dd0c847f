"""The command line. Each command is a thin module: parse, call, print."""


def run() -> None:
    """Parse the arguments and run one command."""
    from advisor.cli.app import app

    app()
