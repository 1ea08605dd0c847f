"""The entry point: `advisor` and `python -m advisor`."""

import os
import sys

YOUNG = 50_000  # objects before garbage is looked for: what modules make lives on; 10% of a run


def main() -> None:
    """Run the command line; whatever goes wrong ends with a message and a documented exit code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever closed it wants nothing of it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    try:
        _main()
    except (KeyboardInterrupt, Exception) as error:
        from advisor.cli.guard import end

        end(error)


def _main() -> None:
    """Answer `--version` before anything is imported, all else by the commands."""
    if sys.argv[1:2] in (["--version"], ["-V"]):
        from advisor.versions import __version__

        sys.stdout.write(f"advisor {__version__}\n")
        sys.stdout.flush()
        return
    import gc

    from advisor.interrupts import handle_interrupts

    handle_interrupts()
    gc.set_threshold(YOUNG)
    from advisor.cli import run

    try:
        run()
    finally:
        if "duckdb" not in sys.modules:  # whose objects, if never collected, are reported as leaks
            gc.freeze()  # at exit Python would search all that was loaded for garbage: another 10% of a run


if __name__ == "__main__":
    main()
