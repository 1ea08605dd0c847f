"""How many lines and screens each command answers with at a terminal, as a table in Markdown.

`python -m tools.screens` runs every command of COMMANDS at a pseudo-terminal of each size; `python -m tools.screens
WORD ...` those whose line holds the words; `--show` prints what they show instead.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Final

import pexpect

from advisor.cli.app import COMMANDS as NAMES

ROOT: Final = Path(__file__).parents[1]
SIZES: Final = ((80, 24), (120, 40))  # columns and lines
ADVISOR: Final = str(Path(sys.executable).with_name("advisor"))
STEERED: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")
QUIET: Final = 1.5  # seconds without output, after which a question waits
MOST_ANSWERS: Final = 40
LONGEST: Final = 600  # seconds of one command
CANCER: Final = "--data examples/breast_cancer.csv --target diagnosis -q"
CHURN: Final = "configs/churn-imbalanced"
# What is run, in the root of the repository; `{tmp}` is a folder of its own.
COMMANDS: Final = (
    f"recommend {CANCER}",
    f"recommend {CANCER} -o {{tmp}}/config.yaml --force",
    f"recommend {CANCER} --show-problem",
    f"recommend {CHURN}/problem.yaml",
    "recommend configs/hourly-demand/problem.yaml",
    "recommend configs/cats-and-dogs/problem.yaml",
    f"recommend {CANCER} --explain text",
    "wizard --data examples/wine.csv --target cultivar -o {tmp}/wizard.yaml",
    "explain",
    f"explain {CHURN}/problem.yaml",
    f"explain training.batch_size {CHURN}/problem.yaml",
    f"explain model.family {CHURN}/problem.yaml",
    f"explain training {CHURN}/problem.yaml",
    f"explain training.batch_size {CHURN}/problem.yaml --chain",
    f"explain training --others {CHURN}/problem.yaml",
    f"explain model.family {CHURN}/problem.yaml --why-not cnn",
    "explain model.family",
    "rules",
    "rules ACT-SELU",
    "rules dropout",
    f"what-if {CHURN}/problem.yaml --set data.rows=1e6",
    f"what-if {CHURN}/problem.yaml --sweep data.rows=1e2..1e9",
    f"sensitivity {CHURN}/problem.yaml",
    f"diff {CHURN}/config.yaml configs/titanic-like/config.yaml",
    "check {tmp}/edited.yaml",
    "diagnose tests/diagnosing/histories/overfitting-wide.csv",
    "diagnose {tmp}/history.csv --config configs/churn-imbalanced/config.yaml",
    "profile examples/breast_cancer.csv --target diagnosis -q",
    "profile examples/diabetes.csv --target progression -q",
    "export --list",
    "schema problem",
    "--help",
    *(f"{name} --help" for name in NAMES),
    "train --data examples/wine.csv --target cultivar --seed 0 --max-seconds 2 -o {tmp}/run",
)


def screen(line: str, columns: int, rows: int) -> str:
    """What a command shows at a terminal of this size; of one that asks, the most that it says at once."""
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PAGER": "cat", "PROMPT_TOOLKIT_NO_CPR": "1"}
    environment["ADVISOR_CALIBRATION"] = ""
    for name in ("CI", "FORCE_COLOR", "COLUMNS", "LINES"):
        environment.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        child = pexpect.spawn(
            ADVISOR,
            line.format(tmp=folder).split(),
            cwd=str(ROOT),
            env=environment,
            dimensions=(rows, columns),
            encoding="utf-8",
            timeout=LONGEST,
        )
        if line.startswith("wizard") and "--help" not in line:
            return max(answers(child), key=len)
        child.expect(pexpect.EOF)
        return cleaned(str(child.before))


def answers(child: pexpect.spawn) -> Iterator[str]:
    """What is said from one question to the next, each being answered with Enter."""
    for _ in range(MOST_ANSWERS):
        said = ""
        while True:
            try:
                said += child.read_nonblocking(100_000, timeout=QUIET)
            except pexpect.TIMEOUT:
                break
            except pexpect.EOF:
                yield cleaned(said)
                return
        yield cleaned(said)
        child.send("\r")


def prepare(folder: Path) -> None:
    """Write the files that the commands read: an edited config, and a history that oscillates."""
    config = (ROOT / CHURN / "config.yaml").read_text(encoding="utf-8")
    edited = config.replace("hidden: he-normal", "hidden: glorot-uniform").replace(
        "activation: sigmoid", "activation: softmax"
    )
    (folder / "edited.yaml").write_text(edited.replace("epochs: ", "epochs: 1"), encoding="utf-8")
    losses = [0.7, 0.65, *[0.6, 0.68] * 8]
    lines = [f"{epoch},{loss},{loss}" for epoch, loss in enumerate(losses, 1)]
    (folder / "history.csv").write_text("\n".join(["epoch,loss,val_loss", *lines]) + "\n", encoding="utf-8")


def cleaned(shown: str) -> str:
    """What is left to read at the end, when bars have moved and gone."""
    lines = [""]
    for part in re.split(r"(\r?\n|\r|\x1b\[\d*A|\x1b\[2K)", shown):
        if part in ("\n", "\r\n"):
            lines.append("")
        elif part in ("\r", "\x1b[2K"):
            lines[-1] = ""
        elif part.endswith("A") and part.startswith("\x1b["):
            del lines[len(lines) - int(part[2:-1] or 1) :]
            lines = lines or [""]
        else:
            lines[-1] += STEERED.sub("", part)
    return "\n".join(lines).rstrip("\n") + "\n"


def height(shown: str, columns: int) -> int:
    """The lines that it takes there, those counted that the terminal itself folds."""
    return sum(max(1, ceil(len(line.rstrip()) / columns)) for line in shown.splitlines())


def table(lines: Sequence[str]) -> Iterator[str]:
    """A row for each command line: lines and screens at each size."""
    sizes = [f"{columns}x{rows}" for columns, rows in SIZES]
    yield "| command | " + " | ".join(f"lines at {size} | screens" for size in sizes) + " |"
    yield "|---|" + "--:|--:|" * len(SIZES)
    for line in lines:
        cells = []
        for columns, rows in SIZES:
            taken = height(screen(line, columns, rows), columns)
            cells += [str(taken), str(ceil(taken / (rows - 1)))]
        yield f"| `advisor {line}` | " + " | ".join(cells) + " |"


def main(arguments: Sequence[str]) -> None:
    """Print the table, or what some commands show."""
    words = [word for word in arguments if word != "--show"]
    chosen = [line for line in COMMANDS if all(word in line for word in words)]
    if "--show" not in arguments:
        for row in table(chosen):
            print(row, flush=True)
        return
    for line in chosen:
        for columns, rows in SIZES:
            print(f"\n$ advisor {line}    [{columns}x{rows}]\n{screen(line, columns, rows)}")


if __name__ == "__main__":
    main(sys.argv[1:])
