"""What is not read is said where it lies beside what is."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from tests.profiling.tables import sure, write


@pytest.mark.parametrize(
    ("name", "line"), [("b.xls", "pd.read_excel"), ("c.dcm", "pydicom.dcmread"), ("d.rds", "readRDS")]
)
def test_files_that_are_not_read_are_left_out_with_the_line_that_converts_one(
    tmp_path: Path, name: str, line: str
) -> None:
    (tmp_path / name).write_bytes(b"\0\1")
    with pytest.raises(InputError, match="holds no files of a kind that is read"):
        examine(Asked(str(tmp_path)))
    write(tmp_path / "t.csv", sure(60))
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert (facts["data.kind"], facts["data.rows"]) == ("table", 60)
    assert notes[0].startswith(f"1 file of a kind that is not read is left out: {name}; to read one: ")
    assert line in notes[0]
