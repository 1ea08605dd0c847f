"""The gallery and the generated documentation are what the rules give today."""

from pathlib import Path

import pytest

from tools import docs, gallery

PROBLEMS = sorted(gallery.CONFIGS.glob("*/problem.yaml"))
PAGES = dict(gallery.pages())


def test_the_gallery_is_large_and_varied() -> None:
    assert len(PROBLEMS) >= 20


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_gallery_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "run `make golden` and review the difference"


def test_the_generated_documentation_is_current() -> None:
    stale = [path.name for path, text in docs.pages() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"
