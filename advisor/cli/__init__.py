"""The command line. Each command is a thin module: parse, call, print."""


def run() -> None:
    """Parse the arguments and run one command."""
    import sys

    from advisor.cli.app import application

    application(sys.argv[1:])()
