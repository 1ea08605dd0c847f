"""Texts in two languages that agree line by line are no text to model."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import profile
from advisor.profiling.parallel import parallel
from advisor.profiling.shared.files import find


@pytest.mark.parametrize("names", [("train.en", "train.zh"), ("dev-en.txt", "dev-rw.txt"), ("src.txt", "tgt.txt")])
def test_translation_is_told(names: tuple[str, str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).write_text("".join(f"line {place} of {name}\n" for place in range(30)))
    with pytest.raises(InputError, match="translation"):
        profile(str(tmp_path))


@pytest.mark.parametrize("lines", [(30, 31), (3, 3)])
def test_texts_that_do_not_agree_are_texts(lines: tuple[int, int], tmp_path: Path) -> None:
    for name, number in zip(("book.en.txt", "book.de.txt"), lines, strict=True):
        (tmp_path / name).write_text("".join(f"line {place} of a book\n" for place in range(number)))
    assert parallel(find(str(tmp_path))) is None
