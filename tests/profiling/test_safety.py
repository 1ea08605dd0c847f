"""Ctrl-C, missing packages, and what must not leave the data or be followed out of it."""

import os
import re
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
from tests.cli.running import ADVISOR, advisor, environment, screen
from tests.profiling.pictures import folder
from tests.profiling.sounds import sound
from tests.profiling.tables import raw, sure, write
from tests.profiling.texts import texts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("package", "make", "command"),
    [
        ("duckdb", lambda root: Path(write(root / "t.csv", sure())), "pip install 'nn-advisor[data]'"),
        ("PIL", lambda root: folder(root / "set", {"a": 2, "b": 2}), "pip install 'nn-advisor[data]'"),
        ("pyarrow", lambda root: arrow(root / "t.arrow"), "pip install 'nn-advisor[arrow]'"),
        ("soundfile", lambda root: sound(root / "set" / "a" / "0.wav").parents[1], "pip install 'nn-advisor[data]'"),
    ],
)
def test_a_missing_package_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, make, command: str
) -> None:
    path = make(tmp_path)
    needs_target = package in ("duckdb", "pyarrow")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError) as refused:
        profile(str(path), "y" if needs_target else "")
    assert command in str(refused.value)


def arrow(path: Path) -> Path:
    """A file that begins as Arrow's do."""
    path.write_bytes(b"ARROW1\0\0" + bytes(100))
    return path


def opened_by(started: subprocess.Popen[bytes]) -> list[Path]:
    """The files that a process has open; those that it closes meanwhile are left out."""
    found = []
    for each in Path(f"/proc/{started.pid}/fd").iterdir():
        with suppress(OSError):
            found.append(each.readlink())
    return found


def until_it_reads(started: subprocess.Popen[bytes], place: Path) -> None:
    """Wait until a process has a file of this place open, however loaded the machine is."""
    until = time.monotonic() + 60
    while not any(path.is_relative_to(place.resolve()) for path in opened_by(started)):
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < until, "nothing was read within a minute"
        time.sleep(0.001)


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
    until_it_reads(started, root)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert sorted(tmp_path.iterdir()) == [root]


def test_ctrl_c_stops_a_scan_of_a_table(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "t.parquet"
    columns = ", ".join(f"random() AS x{place}" for place in range(40))
    duckdb.execute(f"COPY (SELECT {columns}, random() > 0.5 AS y FROM range(500_000)) TO '{path}'")
    command = [ADVISOR, "profile", str(path), "--target", "y", "-o", str(tmp_path / "out.yaml")]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    until_it_reads(started, path)
    time.sleep(0.5)  # into the scan
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_bar_with_an_estimate_shows_at_a_terminal(tmp_path: Path) -> None:
    root = folder(tmp_path / "set", {"cat": 5, "dog": 5}, size=(300, 300))
    for place in range(600):
        os.link(root / "cat" / f"{place % 5}.png", root / "cat" / f"more{place}.png")
    code, shown = screen("profile", str(root), "--color", "never")
    assert code == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"looking at a sample of 610 images [━╸╺ ]+ 0:00:\d\d 0:00:\d\d", plain)
    assert not re.search(r"\x1b\[[39][0-9]m", shown), "no colour where none is wanted"


def test_a_header_without_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("w") as file:
        part = "".join(f"a column {place}," for place in range(100_000))
        for _ in range(80):
            file.write(part)
        file.write("y\n1\n")
    assert path.stat().st_size > 100_000_000
    alone = "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode;"  # the only child
    alone += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    command = [sys.executable, "-c", alone, ADVISOR, "profile", str(path), "--target", "y"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert run.returncode == 2
    assert (
        "line 1: has a header that does not end in its first 4 MiB" in run.stderr
        or "t.csv:1: has a header" in run.stderr
    )
    assert int(run.stdout) < 1_000_000  # KB at most, and nothing but this on stdout


def test_names_in_archives_lead_nowhere(tmp_path: Path) -> None:
    """Archives are not unpacked; of the arrays in one the names are names."""
    import io
    import zipfile

    import numpy as np

    (tmp_path / "in").mkdir()
    body = io.BytesIO()
    np.save(body, np.arange(40.0).reshape(20, 2))
    with zipfile.ZipFile(tmp_path / "in" / "t.npz", "w") as archive:
        archive.writestr("../../evil.npy", body.getvalue())
        archive.writestr("/tmp/evil.npy", body.getvalue())
    with suppress(InputError):
        profile(str(tmp_path / "in" / "t.npz"))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "t.npz"]
    assert not Path("/tmp/evil.npy").exists()


@pytest.mark.parametrize(
    "name",
    ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "<img src=x onerror=alert(1)>", "\x1b]0;x\x07", "{{ 7 * 7 }}"],
)
def test_hostile_names_stay_names_wherever_they_go(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "t.csv", {name: sure()["x"], "y": sure()["y"]})
    assert [each["name"] for each in profile(path, "y")["data.columns"]] == [name]
    for words in (("profile", path), ("profile", path, "-f", "json"), ("profile", path, "-f", "text")):
        done = advisor(*words, "--target", "y")
        assert (done.code, "\x1b" in done.text) == (0, False)
    page = advisor("recommend", "--data", path, "--target", "y", "--explain", "markdown")
    assert page.code == 0
    assert not re.search(r"(?<!\\)<img", re.sub(r"`[^`\n]*`", "", page.err)), "what is no code is escaped"


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
