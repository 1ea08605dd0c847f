"""Both parsers of YAML: libyaml, and the one in Python."""

import pytest

from advisor.yamlio import parsing


@pytest.fixture(params=["libyaml", "pure"])
def _either_parser(request, monkeypatch):
    if request.param == "pure":
        monkeypatch.setattr(parsing, "_parser", parsing._pure_parser)
