"""Write the gallery: for each `configs/<name>/problem.yaml` the config and the explanation that it yields.

`python -m tools.gallery` writes; with `--check` it names what is stale and exits 1. A name that begins with
`guide-` is answered by the guide's rules.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from advisor import Problem, recommend
from advisor.versions import Ruleset

CONFIGS = Path(__file__).parent.parent / "configs"


def problems() -> list[Path]:
    """The problems of the gallery."""
    return sorted(CONFIGS.glob("*/problem.yaml"))


def pages_of(problem: Path) -> Iterator[tuple[Path, str]]:
    """The generated files of a problem with what they should hold."""
    ruleset: Ruleset = "guide" if problem.parent.name.startswith("guide-") else "current"
    recommendation = recommend(Problem.from_file(str(problem)), ruleset)
    yield problem.with_name("config.yaml"), recommendation.to_yaml()
    yield problem.with_name("explanation.md"), recommendation.explanation("markdown")


def pages() -> Iterator[tuple[Path, str]]:
    """Each generated file of the gallery with what it should hold."""
    for problem in problems():
        yield from pages_of(problem)


def bring_up_to_date(generated: Iterator[tuple[Path, str]], check: bool) -> int:
    """Write what differs, or only name it; the number of files that differ."""
    stale = [(path, text) for path, text in generated if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path, text in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        sys.stderr.write(f"{'stale' if check else 'wrote'}: {path.relative_to(CONFIGS.parent)}\n")
    return len(stale)


if __name__ == "__main__":
    only_check = "--check" in sys.argv
    sys.exit(bool(bring_up_to_date(pages(), only_check)) and only_check)
