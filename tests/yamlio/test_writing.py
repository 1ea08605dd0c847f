"""Documents are written for every version of YAML."""

import math
import subprocess
import sys
from enum import IntEnum, StrEnum

import pytest

from advisor.yamlio import (
    write_json,
    write_yaml,
)
from tests.yamlio.strictly import read


def test_the_shape_of_yaml():
    data = {
        "schema": "advisor/v1",
        "data": {"rows": 891, "shape": [3, 224, 224], "names": [], "extra": {}},
        "layers": [{"units": 64, "rate": 1e-5}, [1, {"a": {"b": 2}}], {"units": 32, "rate": None}],
        "because": "712 training rows are few: 3",
        "quoted": ["on", "1e-3", "a, b", "résumé"],
        "pair": (1, 2),
        "grid": [[1, 2], [3.0, True]],
    }
    comments = {
        ("data",): "What is known.\n  Indented, and " + "long " * 25,
        ("layers", "0"): "an item",
        ("layers", "0", "units"): "\x1b[31mred",
        ("nowhere",): "unused",
    }
    assert write_yaml(data, comments, header="yaml-language-server: $schema=x\n\nSecond.") == (
        "# yaml-language-server: $schema=x\n#\n# Second.\n"
        "schema: advisor/v1\n"
        "# What is known.\n"
        "#   Indented, and" + " long" * 16 + "\n#   " + " ".join(["long"] * 9) + "\n"
        "data:\n  rows: 891\n  shape: [3, 224, 224]\n  names: []\n  extra: {}\n"
        "layers:\n"
        "  # an item\n"
        "  - # \\x1b[31mred\n"
        "    units: 64\n    rate: 1.0e-05\n"
        "  - - 1\n    - a:\n        b: 2\n"
        "  - {units: 32, rate: null}\n"
        'because: "712 training rows are few: 3"\n'
        'quoted: ["on", "1e-3", "a, b", résumé]\n'
        "pair: [1, 2]\n"
        "grid: [[1, 2], [3.0, true]]\n"
    )


def test_comments_are_wrapped():
    lines = write_yaml({"a": {"b": 1}}, {("a", "b"): "word " * 100}).splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("  # word") for line in lines[1:-1])


def test_subclasses_are_written_as_what_they_are():
    numpy = pytest.importorskip("numpy")
    colour, level = StrEnum("Colour", ["RED"]), IntEnum("Level", ["LOW"])
    data = {"a": colour.RED, "b": level.LOW, "c": numpy.float64(0.5)}  # type: ignore[attr-defined]
    assert write_yaml(data) == "a: red\nb: 1\nc: 0.5\n"


def test_what_cannot_be_written():
    for number in (math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match="finite"):
            write_yaml({"a": number})
        with pytest.raises(ValueError):  # noqa: PT011  json's own words
            write_json({"a": number})
    with pytest.raises(TypeError, match="key"):
        write_yaml({1: 2})
    with pytest.raises(TypeError, match="plain data"):
        write_yaml({"a": object()})


def test_halves_of_characters_are_joined_or_replaced():
    data = {"a\ud800": ["\ud83d\ude00", "\udc80"]}
    expected = {"a\ufffd": ["😀", "\ufffd"]}
    assert read(write_yaml(data)) == read(write_json(data)) == expected


def test_json_is_compact_on_demand():
    assert write_json({"é": [1, "\x9b"]}, indent=None) == '{"é": [1, "\\u009b"]}\n'
    assert write_json({"a": 1}) == '{\n  "a": 1\n}\n'


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("write_yaml({'a': 1}, {('a',): 'b'})", {"yaml", "json", "textwrap", "difflib", "dataclasses"}),
        ("read_document('{\"a\": 1}', 'x')", {"yaml", "difflib", "dataclasses"}),
    ],
)
def test_imports_stay_few(code, forbidden):
    script = f"import sys; from advisor.yamlio import *; {code}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True)
    assert not forbidden & set(loaded.stdout.split())
