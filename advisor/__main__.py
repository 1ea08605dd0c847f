"""The entry point: `advisor` and `python -m advisor`."""

import sys

YOUNG = 50_000  # objects before garbage is looked for: what modules make lives on; 10% of a run


def main() -> None:
    """Run the command line. `--version` answers before anything is imported."""
    if sys.argv[1:2] in (["--version"], ["-V"]):
        from advisor import __version__

        sys.stdout.write(f"advisor {__version__}\n")
        return
    import gc

    gc.set_threshold(YOUNG)
    from advisor.cli import run

    try:
        run()
    finally:
        if "duckdb" not in sys.modules:  # whose objects, if never collected, are reported as leaks
            gc.freeze()  # at exit Python would search all that was loaded for garbage: another 10% of a run


if __name__ == "__main__":
    main()
