"""Try inputs of all formats, each in a process of its own: `python -m tests.fuzz --minutes 60`."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.inputs import FORMATS

SLICE = 30.0  # seconds of one format before the next has its turn
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
    share = min(SLICE, 60 * args.minutes / len(args.format))
    while time.monotonic() < until:
        form = args.format[turn % len(args.format)]
        number = first + APART * (turn // len(args.format))
        folder = out / f"{form}-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.fuzz.worker", form, str(number), str(share), str(folder)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            found[f"{form}: a process that ends with {ended.returncode}"] = f"seed {number}: {ended.stderr[-1500:]}"
        else:
            told = json.loads(ended.stdout.splitlines()[-1])
            counts[form][0] += told["tried"]
            counts[form][1] += told["taken"]
            found |= {f"{form}: {kind}": said for kind, said in told["found"].items() if f"{form}: {kind}" not in found}
            if not any(folder.iterdir()):
                folder.rmdir()
        turn += 1
    for form, (tried, taken) in counts.items():
        print(f"{form:14}{tried:>10,} tried, {taken:>10,} of them taken")
    print(f"{'all':14}{sum(tried for tried, _ in counts.values()):>10,} tried, {len(found)} kinds of failure")
    for kind, said in found.items():
        print(f"  {kind}: {said}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
