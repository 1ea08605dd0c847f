"""The entry point: `advisor` and `python -m advisor`."""

import sys


def main() -> None:
    """Run the command line. `--version` answers before anything is imported."""
    if sys.argv[1:2] in (["--version"], ["-V"]):
        from advisor import __version__

        sys.stdout.write(f"advisor {__version__}\n")
        return
    from advisor.cli import run

    run()


if __name__ == "__main__":
    main()
