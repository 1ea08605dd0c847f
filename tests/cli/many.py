"""Many command lines in one process at one pseudo-terminal, whose size changes between them.

`python -m tests.cli.many` reads `[columns, rows, word, ...]` as JSON, a line each, from the file that its argument
names, and ends what each shows with END and its exit code.
"""

import fcntl
import json
import struct
import sys
import termios
from pathlib import Path
from typing import Final

import pexpect

from tests.cli.running import ROOT, environment

END: Final = "\x1e"
Run = tuple[int, int, tuple[str, ...]]  # columns, rows, words


def screens(runs: list[Run], folder: Path) -> dict[Run, tuple[int, str]]:
    """The exit code of each, and what it shows without colours and without a pager."""
    listed = folder / "runs.jsonl"
    listed.write_text("".join(json.dumps([columns, rows, *words]) + "\n" for columns, rows, words in runs))
    child = pexpect.spawn(
        sys.executable,
        ["-m", "tests.cli.many", str(listed)],
        cwd=str(ROOT),
        env=environment({"NO_COLOR": "1", "PAGER": "cat"}),
        encoding="utf-8",
        timeout=300,
    )
    shown = {}
    for run in runs:
        child.expect(f"{END}(\\d+)\r\n")
        shown[run] = int(child.match[1]), str(child.before).replace("\r\n", "\n")
    child.expect(pexpect.EOF)
    return shown


def main(path: str) -> None:
    """Run each line."""
    from advisor.cli.app import application

    for line in Path(path).read_text().splitlines():
        columns, rows, *words = json.loads(line)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        try:
            application(words)(words, prog_name="advisor")
            code = 0
        except SystemExit as done:
            code = int(done.code or 0)
        print(f"{END}{code}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
