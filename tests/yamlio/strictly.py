"""What the tests of documents share: both parsers, and the diagnostics of what is refused."""

import pytest

from advisor.errors import Diagnostic, InputError
from advisor.yamlio import read_document

either_parser = pytest.mark.usefixtures("_either_parser")


def read(text: str | bytes):
    return read_document(text, "p.yaml").data


def faults(text: str | bytes) -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        read_document(text, "p.yaml")
    assert all(diagnostic.file == "p.yaml" for diagnostic in caught.value.diagnostics)
    return caught.value.diagnostics


def fault(text: str | bytes) -> Diagnostic:
    (diagnostic,) = faults(text)
    return diagnostic
