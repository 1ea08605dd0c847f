"""What is read is bounded before it is kept, what is shown is escaped, and what is written is whole."""

import resource
import subprocess
from pathlib import Path

import pytest

from advisor.exporting.project import Project
from tests.cli.running import ADVISOR, advisor, shell

pytestmark = pytest.mark.slow  # each test starts processes

STEERING = "\x1b[31m\u202ered"
MOST = 1 << 30  # bytes of memory that no input below 100 MB may take


def within(memory: int, *words: str) -> tuple[int, str]:
    """How a command ends that may take so many bytes, and what it says."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    run = subprocess.run(
        [ADVISOR, *words], stdin=subprocess.DEVNULL, capture_output=True, preexec_fn=limit, timeout=60, check=False
    )
    return run.returncode, run.stderr.decode()


@pytest.mark.parametrize(
    "words",
    [("recommend",), ("explain", "model.family"), ("check",), ("diagnose",), ("report", "-o", "page.html")],
    ids=lambda words: words[0],
)
def test_an_endless_device_is_refused_with_little_read(words: tuple[str, ...]) -> None:
    code, said = within(MOST, words[0], *words[1:], "/dev/zero")
    assert code == 2
    assert "/dev/zero: too large: at most" in said


def test_a_vast_file_is_refused_with_little_read(tmp_path: Path) -> None:
    vast = tmp_path / "vast.yaml"
    with vast.open("wb") as file:
        file.truncate(5 << 30)
    for command in ("recommend", "check", "diagnose"):
        code, said = within(MOST, command, str(vast))
        assert code == 2
        assert "too large" in said


def test_an_endless_stdin_is_refused() -> None:
    answer = shell("ulimit -v 2000000; cat /dev/zero | advisor check -")
    assert (answer.code, answer.err) == (2, "<stdin>: too large: at most 16 MiB can be read\n")


def test_millions_of_outputs_are_exported_in_little_memory(tmp_path: Path) -> None:
    problem = tmp_path / "p.yaml"
    problem.write_text("task: multilabel\ndata: {kind: sequence, rows: 1000, outputs: 3000000}\n", encoding="utf-8")
    code, said = within(MOST, "export", "torch", str(problem), "-o", str(tmp_path / "project"), "-q")
    assert code == 0, said


@pytest.mark.parametrize(
    "words",
    [
        ("recommend", "x", STEERING),
        (STEERING,),
        (f"--{STEERING}",),
        ("recommend", f"--{STEERING}", "1"),
        ("recommend", "--rows", STEERING),
        ("check", STEERING),
        ("check", "-f", STEERING, "x.yaml"),
        ("profile", STEERING),
    ],
)
def test_what_was_typed_cannot_steer_the_terminal(words: tuple[str, ...], tmp_path: Path) -> None:
    answer = advisor(*words, cwd=tmp_path)
    assert answer.code == 2
    assert "\\u202e" in answer.err
    assert not {"\x1b", "\u202e"} & set(answer.err)


def test_notes_on_a_config_cannot_steer_the_terminal(tmp_path: Path) -> None:
    config = advisor("recommend", "--task", "binary", "-q", "-f", "json").text
    (tmp_path / "c.json").write_text(config.replace('"metrics": [', '"metrics": ["\\u001b[31mred", '), encoding="utf-8")
    answer = advisor("export", "torch", "c.json", "-o", "p", cwd=tmp_path)
    assert "\\x1b[31mred" in answer.err
    assert "\x1b" not in answer.err


def test_a_directory_that_is_gone_is_said_of_the_file(tmp_path: Path) -> None:
    gone = "mkdir gone; cd gone; rmdir ../gone; advisor recommend --task binary -q -o x.yaml"
    answer = shell(gone, cwd=tmp_path)
    assert answer.code == 2
    assert answer.err.splitlines()[-1] == "x.yaml: cannot be written: No such file or directory"


def test_a_path_that_looks_like_an_address_or_a_home_is_itself(tmp_path: Path) -> None:
    for folder in ("~", "file:", "http:"):
        (tmp_path / folder).mkdir()
        rows = "".join(f"{k},{k % 3},{k % 2}\n" for k in range(40))
        (tmp_path / folder / "x.csv").write_text(f"a,b,y\n{rows}", encoding="utf-8")
    for path in ("~/x.csv", "file:/x.csv", "http://x.csv"):
        answer = advisor("profile", path, "--target", "y", cwd=tmp_path, env={"HOME": "/nowhere"})
        assert answer.code == 0, answer.err
        assert "rows: 40" in answer.text


def test_an_export_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    project = Project({"a.py": "1\n", "b" * 300 + ".py": "2\n"}, [])  # no file may be called so
    with pytest.raises(Exception, match="cannot be written"):
        project.write(str(tmp_path / "made" / "here"))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a.py").write_text("mine\n", encoding="utf-8")
    with pytest.raises(Exception, match="cannot be written"):
        project.write(str(tmp_path), force=True)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "mine\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]
