"""Try inputs of all formats, each in a process of its own: `python -m tests.fuzz --minutes 60`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.inputs import FORMATS

MEMORY = Path("/dev/shm")  # where there is one, inputs are laid there: a disk takes longer than most of them
SLICE = 60.0  # seconds of one format before the next has its turn: starting up is little of it
APART = 10_000  # seeds between two slices


def main() -> int:
    """Try until time is up; the exit code is 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long (%(default)s)")
    parser.add_argument("--seed", type=int, default=None, help="the first seed (drawn from the clock, and printed)")
    parser.add_argument("--format", nargs="+", choices=FORMATS, default=list(FORMATS), help="what is tried (all)")
    parser.add_argument("--out", type=Path, default=None, help="where inputs that fail are kept")
    args = parser.parse_args()
    first = int(time.time()) if args.seed is None else args.seed
    out = args.out or Path(tempfile.mkdtemp(prefix="advisor-fuzz-"))
    print(f"seed {first}; inputs that fail are kept in {out}", flush=True)
    until, turn = time.monotonic() + 60 * args.minutes, 0
    counts = {form: [0, 0] for form in args.format}
    found: dict[str, str] = {}
    share = min(SLICE, 50 * args.minutes / len(args.format))  # of 60 seconds, for each starts anew
    while time.monotonic() < until:
        form = args.format[turn % len(args.format)]
        number = first + APART * (turn // len(args.format))
        tried, taken, wrong = _slice(form, number, share, out / f"{form}-{number}")
        counts[form][0] += tried
        counts[form][1] += taken
        for kind, said in wrong.items():
            if f"{form}: {kind}" not in found:
                found[f"{form}: {kind}"] = said
                print(f"  {form}: {kind}: {said}", flush=True)
        turn += 1
    for form, (tried, taken) in counts.items():
        print(f"| {form} | {tried:,} | {taken:,} |")
    tried, taken = (sum(column) for column in zip(*counts.values(), strict=True))
    print(f"| all | {tried:,} | {taken:,} |\n{len(found)} kinds of failure")
    return int(bool(found))


def _slice(form: str, number: int, seconds: float, folder: Path) -> tuple[int, int, dict[str, str]]:
    """Try one format for a while: how many inputs were tried, how many taken, and what was found."""
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="advisor-fuzz-", dir=memory, ignore_cleanup_errors=True) as laid:
        command = [sys.executable, "-m", "tests.fuzz.worker", form, str(number), str(seconds), laid]
        around = os.environ | {"TMPDIR": laid}
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=around)
        count = Path(laid) / "tried"
        tried, taken = map(int, count.read_text(encoding="ascii").split()) if count.exists() else (0, 0)
        if ended.returncode or any(Path(laid).glob(f"{form}-*")):
            shutil.copytree(laid, folder, dirs_exist_ok=True)
    if ended.returncode:  # the input on which it ended stays as `trying`
        kind = f"a process that ends with {ended.returncode}"
        return tried, taken, {kind: f"input {tried} from seed {number}: {ended.stderr[-1500:]}"}
    told = json.loads(ended.stdout.splitlines()[-1])
    return told["tried"], told["taken"], told["found"]


if __name__ == "__main__":
    sys.exit(main())
