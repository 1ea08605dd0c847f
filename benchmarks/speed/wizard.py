"""The time that the wizard thinks between two questions, in processor milliseconds of one core."""

import json
import statistics
import subprocess
import sys

from benchmarks.speed.report import Row, Section, failure

AIM = 100.0  # milliseconds between two questions, which nobody notices
CASES = (
    ("table", "binary"), ("image", "multiclass"), ("text", "binary"), ("text", "language-modeling"),
    ("series", "forecasting"), ("image", "segmentation"),
)  # fmt: skip
# Every question is left as assumed; the first is not counted, as it loads the rules.
ASKING = """\
import json, sys, time
from advisor.counterfactuals.interview import Interview

kind, task = sys.argv[1:]
facts = {"data.kind": kind, "task": task}
Interview(facts, dict.fromkeys(facts, "given")).next()
interview, spent = Interview(facts, dict.fromkeys(facts, "given")), []
interview.thorough = True
while True:
    start = time.process_time()
    question = interview.next()
    spent.append(1e3 * (time.process_time() - start))
    if question is None:
        break
    interview.answer(question, "")
print(json.dumps(spent))
"""


def measure(runs: int) -> Section:
    """Ask all questions of several kinds of problems, some times over."""
    rows = []
    for kind, task in CASES:
        name = f"{kind}, {task}"
        spent: list[float] = []
        for _ in range(runs):
            child = subprocess.run(
                [sys.executable, "-c", ASKING, kind, task], capture_output=True, text=True, check=False
            )
            if child.returncode:
                rows.append(failure(name, child.returncode, child.stderr.strip().splitlines()[-1]))
                break
            spent += json.loads(child.stdout)
        else:
            median, most = statistics.median(spent), max(spent)
            cells = (f"{len(spent) // runs}", f"{median:.0f}", f"{most:.0f}")
            numbers = {"questions": len(spent) / runs, "median_ms": median, "most_ms": most}
            rows.append(Row(name, cells, numbers, f"<= {AIM:.0f} ms cpu", most <= AIM))
    note = f"Processor time on one core over {runs} interviews in which every question is left as assumed."
    return Section("wizard, between questions", ("questions", "median ms", "most ms"), tuple(rows), note)
