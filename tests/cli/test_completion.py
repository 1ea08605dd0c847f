"""What the shell completes: the real protocol, as each shell speaks it."""

import gzip
import json
from pathlib import Path

import pytest

from advisor.profiling.shared.tables.headers import columns_of
from tests.cli.running import EXAMPLES, advisor, shell

DIABETES = str(EXAMPLES / "diabetes.csv")
ADAMW = "training.optimizer.name=adamw"
ADAMAX = "training.optimizer.name=adamax"


def completed(line: str) -> list[str]:
    words = line.split(" ")
    env = {"_ADVISOR_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    answer = advisor(env=env)
    assert (answer.code, answer.err) == (0, "")
    return answer.text.split()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("advisor rec", ["recommend"]),
        ("advisor recommend --task bin", ["binary"]),
        ("advisor recommend --ruleset ", ["current", "guide"]),
        ("advisor recommend --explain m", ["markdown"]),
        ("advisor recommend --gp", ["--gpus"]),
        ("advisor explain training.batch", ["training.batch_size"]),
        ("advisor rules ACT-SEL", ["ACT-SELU"]),
        ("advisor schema c", ["config"]),
        ("advisor recommend prob", []),  # files are the shell's own
        (
            "advisor recommend --set data.ima",
            [f"data.image.{name}=" for name in ("height", "width", "channels", "mirrored")],
        ),
        ("advisor recommend --set data.kind=t", ["data.kind=table", "data.kind=text"]),
        ("advisor recommend --set data.future=", ["data.future=true", "data.future=false"]),
        ("advisor recommend --set data.rows=", []),
        ("advisor recommend --set data.kind = te", ["text"]),  # as bash breaks words
        ("advisor recommend --set data.kind =", ["table", "image", "text", "audio", "series", "sequence"]),
        ("advisor what-if --set compute.dev", ["compute.device=", "compute.device_memory_gib="]),
        ("advisor recommend --pin training.optimizer.na", ["training.optimizer.name="]),
        ("advisor recommend --pin training.optimizer.name=ad", ["training.optimizer.name=adam", ADAMW, ADAMAX]),
        ("advisor recommend --pin training.optimizer.name = ad", ["adam", "adamw", "adamax"]),
        ("advisor recommend --pin model.hidden.residual=t", ["model.hidden.residual=true"]),
        ("advisor recommend --pin nothing=", []),
        ("advisor export to", ["torch"]),
        (f"advisor recommend --data {DIABETES} --target prog", ["progression"]),
        (f"advisor recommend {DIABETES} --target b", ["bmi", "bp", "blood_sugar"]),
        (f"advisor recommend {DIABETES} --target = prog", ["progression"]),
        (f"advisor explain training.batch_size {DIABETES} --target prog", ["progression"]),
        ("advisor recommend nothing.csv --target s", []),
        ("advisor recommend --help-", ["--help-all"]),
    ],
)
def test_words_are_completed(line: str, words: list[str]) -> None:
    assert completed(line) == words


@pytest.mark.slow
def test_bash_completes_what_stands_behind_an_equals_sign_and_names_with_spaces(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("sale price,sold?,rooms\n1,2,3\n")
    script = """
        eval "$(advisor --show-completion bash)"
        ask() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _advisor_completion advisor
            printf '%s\\n' "${COMPREPLY[@]}"
        }
        ask advisor recommend --set data.kind = im
        ask advisor recommend t.csv --target ''
    """
    answer = shell(script, cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.text.splitlines() == ["image", r"sale\ price", r"sold\?", "rooms"]


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_shells_that_do_not_break_words_get_the_whole_one(shell: str) -> None:
    asked = {"_TYPER_COMPLETE_ARGS": "advisor recommend --set data.kind=t", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    answer = advisor(env={**asked, "_ADVISOR_COMPLETE": f"complete_{shell}"})
    assert (answer.code, answer.err) == (0, "")
    assert [word for word in ("data.kind=table", "data.kind=text", "data.kind=image") if word in answer.text] == [
        "data.kind=table", "data.kind=text",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [["a", "b"], ["x y", "z"]])
@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.jsonl", "t.parquet", "t.csv.gz"])
def test_columns_are_read_off_the_start_of_a_file(tmp_path: Path, name: str, columns: list[str]) -> None:
    path = tmp_path / name
    if name.endswith(".parquet"):
        duckdb = pytest.importorskip("duckdb")
        selected = ", ".join(f'1 AS "{each}"' for each in columns)
        duckdb.sql(f"SELECT {selected}").write_parquet(str(path))
    elif name.endswith(".jsonl"):
        path.write_text(json.dumps(dict.fromkeys(columns, 1)) + "\n")
    else:
        separator = "\t" if name.endswith(".tsv") else ","
        text = "\n".join([separator.join(columns), separator.join("12")]) + "\n"
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    assert columns_of(str(path)) == columns


def test_what_holds_no_columns_has_none(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    (tmp_path / "empty.csv").write_bytes(b"")
    for path in (tmp_path, tmp_path / "none.csv", tmp_path / "empty.csv", tmp_path / "broken.parquet", Path("a.png")):
        assert columns_of(str(path)) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(shell: str) -> None:
    answer = advisor("--show-completion", shell)
    assert answer.code == 0
    assert "_ADVISOR_COMPLETE" in answer.text
