"""The gallery and the generated documentation are what the rules give today."""

from pathlib import Path

import pytest

from tools import docs, gallery


def test_the_gallery_is_large_and_varied() -> None:
    assert len(gallery.problems()) >= 20


@pytest.mark.parametrize("problem", gallery.problems(), ids=lambda problem: problem.parent.name)
def test_the_gallery_is_current(problem: Path) -> None:
    for path, text in gallery.pages_of(problem):
        assert path.read_text(encoding="utf-8") == text, "run `make golden` and review the difference"


def test_the_generated_documentation_is_current() -> None:
    stale = [path.name for path, text in docs.pages() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"
