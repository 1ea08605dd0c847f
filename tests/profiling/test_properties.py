"""Facts found are what a generated table holds, and no bytes whatever make a traceback."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.profiling import profile
from tests.profiling.tables import column, types, write

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@quick
@given(
    rows=st.integers(60, 300),
    levels=st.integers(2, 12),
    classes=st.integers(2, 5),
    gaps=st.integers(0, 30),
    scale=st.integers(-3, 3),
    shift=st.floats(-1e6, 1e6, allow_nan=False),
    seed=st.integers(0, 10**6),
)
def test_facts_are_what_the_generator_put_in(
    tmp_path: Path, rows: int, levels: int, classes: int, gaps: int, scale: int, shift: float, seed: int
) -> None:
    draw = random.Random(seed)
    number = [round(draw.gauss(0, 1) * 10.0**scale + shift, 6) for _ in range(rows)]
    category = [f"level {place % levels}" for place in range(rows)]
    target = [f"class {min(place % (classes + 1), classes - 1)}" for place in range(rows)]
    draw.shuffle(category)
    draw.shuffle(target)
    number[:gaps] = [None] * gaps  # type: ignore[list-item]
    table: dict = {
        "number": number,
        "category": category,
        "always": [shift] * rows,
        "row": range(rows),
        "target": target,
    }
    facts = profile(write(tmp_path / "t.csv", table), "target")
    sizes = [target.count(name) for name in set(target)]
    assert facts["data.rows"] == rows
    assert facts["task"] == ("binary" if classes == 2 else "multiclass")
    assert facts["data.imbalance"] == float(f"{max(sizes) / min(sizes):.4g}")
    assert facts["data.smallest_class"] == min(sizes)
    assert types(facts)["category"] == "categorical"
    assert types(facts)["always"] == "constant"
    assert types(facts)["row"] == "identifier"
    assert column(facts, "category")["distinct"] == facts["data.levels"] == levels
    assert column(facts, "number").get("missing", 0.0) == float(f"{gaps / rows:.4g}")
    assert column(facts, "number")["distinct"] == len(set(number) - {None})
    assert facts["data.leaks"] == []


@quick
@given(st.binary(max_size=400), st.sampled_from([".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz"]))
@example(b"\xff\xfe\xfd,y\n1,2\n3,4\n", ".csv")
@example(b'"', ".csv")
@example(b"y\r\r\r1", ".tsv")
@example(b'{"y":' * 100, ".jsonl")
@example(b"PAR1PAR1", ".parquet")
@example(b"\x1f\x8b\x08\0\0\0\0\0", ".csv.gz")
def test_any_bytes_are_a_table_or_are_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"bytes{suffix}"
    path.write_bytes(content)
    try:
        profile(str(path), "y")
    except InputError as error:
        refused = str(error)
        assert refused


@pytest.mark.slow
@quick
@given(st.text(alphabet='xy,;\t"\n\r 1.é', max_size=120))
def test_any_text_is_a_table_or_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "text.csv"
    path.write_text("y," + content, encoding="utf-8", newline="")
    try:
        assert profile(str(path), "y")["data.rows"] >= 2
    except InputError as error:
        refused = str(error)
        assert refused
