"""Ctrl-C, missing packages, and what must not leave the data or be followed out of it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.profiling import profile
from tests.cli.running import ADVISOR, advisor, environment
from tests.profiling.pictures import folder
from tests.profiling.tables import raw, sure, write
from tests.profiling.test_sounds import sound
from tests.profiling.test_texts import texts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("package", "make", "command"),
    [
        ("duckdb", lambda root: Path(write(root / "t.csv", sure())), "pip install 'nn-advisor[data]'"),
        ("PIL", lambda root: folder(root / "set", {"a": 2, "b": 2}), "pip install 'nn-advisor[data]'"),
        ("soundfile", lambda root: sound(root / "set" / "a" / "0.wav").parents[1], "pip install 'nn-advisor[data]'"),
    ],
)
def test_a_missing_package_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, make, command: str
) -> None:
    path = make(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError) as refused:
        profile(str(path), "y" if package == "duckdb" else "")
    assert command in str(refused.value)


def test_ctrl_c_stops_and_leaves_nothing(tmp_path: Path) -> None:
    root = folder(tmp_path / "set", {"cat": 10, "dog": 10}, size=(1_500, 1_500))
    for place in range(2_000):
        os.link(root / "cat" / f"{place % 10}.png", root / "cat" / f"more{place}.png")
    started = subprocess.Popen(
        [ADVISOR, "profile", str(root), "-o", str(tmp_path / "out.yaml")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    time.sleep(3)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert sorted(tmp_path.iterdir()) == [root]


def test_no_text_of_the_data_is_shown(tmp_path: Path) -> None:
    secret = [f"Secret {text}" for text in texts(60)]
    said = write(tmp_path / "t.csv", {"text": secret, "y": sure(60)["y"]})
    plain = raw(tmp_path / "book.txt", secret)
    for path, target in ((said, ("--target", "y")), (plain, ())):
        for form in ("yaml", "json", "text"):
            done = advisor("profile", path, *target, "-f", form)
            assert done.code == 0
            assert "Secret" not in done.text + done.err


def test_a_broken_table_does_not_show_what_it_holds(tmp_path: Path) -> None:
    for name, lines in (
        ("cells.csv", ["x,y", "1,2", "Secret,Secret,Secret"]),
        ("quote.csv", ["x,y", '1,"Secret', "3,4"]),
        ("lines.jsonl", ['{"x": 1, "y": 2}', '{"x": "Secret", ']),
    ):
        done = advisor("profile", raw(tmp_path / name, lines), "--target", "y")
        assert done.code == 2
        assert "Secret" not in done.err


MAGIC = [
    b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\0", b"BM", b"RIFF\x10\0\0\0WAVEfmt ", b"fLaC",
    b"OggS", b"ID3", b"\x93NUMPY\x01\0", b"PK\x03\x04", b"ARROW1\0\0", b"PAR1", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0",
    b'{"images": [], "annotations": [', b"train: .\nnames: [", b"a,b\n1,2\n",
]  # fmt: skip
SUFFIXES = [
    ".png", ".jpg", ".gif", ".tif", ".bmp", ".wav", ".flac", ".ogg", ".mp3", ".txt", ".npy", ".npz", ".json", ".yaml",
    ".arrow", ".csv", ".csv.gz", ".csv.bz2", ".csv.xz", ".csv.zst", ".jsonl", ".tsv",
]  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(SUFFIXES), st.sampled_from(MAGIC), st.binary(max_size=200)), min_size=1, max_size=4
    ),
    st.sampled_from([None, "table", "image", "text", "audio", "series", "sequence"]),
    st.booleans(),
)
def test_any_bytes_are_data_or_are_refused(
    tmp_path: Path, files: list[tuple[str, bytes, bytes]], kind: str | None, whole: bool
) -> None:
    root = Path(mkdtemp(dir=tmp_path))
    for place, (suffix, magic, content) in enumerate(files):
        (root / "ab"[place % 2]).mkdir(exist_ok=True)
        (root / "ab"[place % 2] / f"{place}{suffix}").write_bytes(magic + content)
    path = root if whole else next(root.glob("*/*"))
    with suppress(InputError):
        assert profile(str(path), "b", kind=kind)["data.kind"]
