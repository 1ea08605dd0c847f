"""Arrow files that are broken, or name two columns alike."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import profile
from tests.profiling.tables import types

pa = pytest.importorskip("pyarrow")
pytestmark = pytest.mark.slow


def test_a_broken_offset_is_refused_and_ends_no_process(tmp_path: Path) -> None:
    table = pa.table({"text": [f"word {place}" for place in range(200)], "y": [0, 1] * 100})
    with pa.OSFile(str(tmp_path / "t.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    whole = bytearray((tmp_path / "t.arrow").read_bytes())
    place = whole.index(b"word 0word 1") - 200
    whole[place : place + 4] = b"\xff\xff\xff\x7f"
    (tmp_path / "t.arrow").write_bytes(bytes(whole))
    with pytest.raises(InputError, match=r"cannot be read as (Arrow|a table)"):
        profile(str(tmp_path / "t.arrow"), "y")


def test_columns_of_one_name_are_called_by_their_place(tmp_path: Path) -> None:
    rows = 120
    arrays = [pa.array([place * 1.5 for place in range(rows)]), pa.array([place % 7 * 1.5 for place in range(rows)])]
    schema = pa.schema([("b", pa.float64()), ("b", pa.float64()), ("y", pa.int64())])
    table = pa.table([*arrays, pa.array([0, 1] * (rows // 2))], schema=schema)
    with pa.OSFile(str(tmp_path / "t.arrow"), "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(table)
    found = types(profile(str(tmp_path / "t.arrow"), "y"))
    assert found == {"b": "numeric", "b (column 2)": "numeric"}
