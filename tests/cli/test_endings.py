"""Every run ends with a documented exit code, however it is cut short, and never with a traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from advisor import __version__
from tests.cli.running import ADVISOR, EXAMPLES, ROOT, advisor, environment, shell, terminal

pytestmark = pytest.mark.slow  # each test starts processes

BINARY = "advisor recommend --task binary"
SPEAKING = (  # each kind of command that has something to say
    BINARY,
    "advisor rules",
    "advisor explain model --task binary",
    "advisor schema problem",
    "advisor --help",
    "advisor recommend --help",
    "advisor --version",
    "advisor --show-completion bash",
    'yes \'{"task": "binary"}\' | head -300 | advisor batch -',
)


@pytest.mark.parametrize("line", SPEAKING)
def test_a_reader_that_leaves_ends_the_run_without_a_word(line: str) -> None:
    answer = shell(f"set -o pipefail; {line} | head -c 1; true ${{PIPESTATUS[@]}}")
    assert len(answer.out) == 1
    assert [text for text in answer.err.splitlines() if not text.startswith("warning: ")] == []


def test_a_reader_that_has_left_is_no_failure() -> None:
    answer = shell(f"{BINARY} -q | true; echo ${{PIPESTATUS[0]}}")
    assert (answer.out, answer.err) == (b"0\n", "")


@pytest.mark.parametrize("line", SPEAKING)
def test_a_full_disk_is_said_in_one_line(line: str) -> None:
    answer = shell(f"{line} >/dev/full")
    assert answer.code == 2
    assert answer.err.splitlines()[-1] == "stdout: cannot be written: No space left on device"
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("line", SPEAKING)
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_borne(line: str, closed: str) -> None:
    answer = shell(f"{line} {closed}")
    assert answer.code == 0
    assert "Traceback" not in answer.err


def test_a_closed_stdin_is_an_empty_one() -> None:
    answer = shell("advisor recommend - <&-")
    assert (answer.code, answer.out, answer.err) == (2, b"", "<stdin>: empty document\n")


def test_errors_with_nobody_to_hear_them_keep_their_code() -> None:
    assert shell("advisor recommend --task binry 2>&-").code == 2
    assert shell("advisor recommend --task binry 2>/dev/full").code == 2


def test_warnings_that_nobody_can_hear_are_no_failure() -> None:
    assert shell(f"{BINARY} 2>/dev/full") == shell(f"{BINARY} -q")


@pytest.mark.parametrize("words", [("recommend", "-", "-o", "c.yaml"), ("batch", "-")])
def test_ctrl_c_leaves_no_file_and_130(tmp_path: Path, words: tuple[str, ...]) -> None:
    run = subprocess.Popen(
        ["bash", "-c", 'trap - INT; exec "$@"', "-", ADVISOR, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert run.stdin
    assert run.stdout
    if words[0] == "batch":
        run.stdin.write(b'{"task": "binary"}\n' * 20)
        run.stdin.flush()
        assert run.stdout.read(1) == b"{"  # it answers, and soon waits for more
    else:
        run.stdin.write(b" " * 200_000)  # more than a pipe holds: all is written, so the command reads
        run.stdin.flush()
    run.send_signal(signal.SIGINT)
    _, said = run.communicate()
    assert (run.returncode, said) == (130, b"\ninterrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_measuring_cut_short_leaves_all_or_nothing(tmp_path: Path) -> None:
    words = ("recommend", "--data", str(EXAMPLES / "wine.csv"), "--target", "cultivar", "-o", "c.yaml")
    child = terminal(*words, cwd=tmp_path)
    child.expect("reading|measuring")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert "Traceback" not in child.before
    assert child.exitstatus != 2, child.before
    assert (child.exitstatus, [path.name for path in tmp_path.iterdir()]) in ((130, []), (0, ["c.yaml"]))


LOADING = """
import signal, time
from importlib.machinery import ExtensionFileLoader
from advisor.interrupts import handle_interrupts

class Loader(ExtensionFileLoader):
    def exec_module(self, module):
        signal.raise_signal(signal.SIGINT)
        print("loaded", flush=True)

signal.signal(signal.SIGINT, signal.default_int_handler)
handle_interrupts()
try:
    Loader("module", "module.so").exec_module(None)
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_a_compiled_module_is_loaded_before_an_interrupt_ends_the_run() -> None:
    run = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.splitlines() == ["loaded", "interrupted"]


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version(flag: str) -> None:
    assert advisor(flag) == (0, f"advisor {__version__}\n".encode(), "")


@pytest.mark.parametrize("words", [(), ("--nonsense",), ("recommned",), ("recommend", "--rowz", "3"), ("recommend",)])
def test_wrong_usage_is_2_with_stdout_empty(words: tuple[str, ...]) -> None:
    answer = advisor(*words)
    assert (answer.code, answer.out) == (2, b"")
    assert answer.err


def test_a_bug_is_70_with_a_way_to_report_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import advisor.recommending\n"
        "def broken(*_): raise RuntimeError('\\x1b[31mred')\n"
        "advisor.recommending.recommend = broken\n"
    )
    import os

    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    answer = advisor("recommend", "--task", "binary", env=env)
    assert (answer.code, answer.out) == (70, b"")
    assert "has a bug: RuntimeError: \\x1b[31mred" in answer.err
    assert "report" in answer.err
    assert "Traceback" not in answer.err
    assert "Traceback" in advisor("recommend", "--task", "binary", "--debug", env=env).err


def test_nothing_is_imported_before_the_program_can_answer_ctrl_c() -> None:
    code = "import sys; before = set(sys.modules); import advisor.__main__; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.split() == ["__future__", "advisor", "advisor.__main__"]
