"""`advisor profile` as a process: at a terminal, in a pipe, into a file, and what never leaves the data."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.running import EXAMPLES, advisor, screen, shell
from tests.profiling.tables import numbers, sure, write

pytestmark = pytest.mark.slow  # each test starts processes

WINE = str(EXAMPLES / "wine.csv")


def test_in_a_pipe_it_is_a_problem_file_that_gives_the_advice_of_the_data(tmp_path: Path) -> None:
    done = advisor("profile", WINE, "--target", "cultivar")
    assert (done.code, done.err) == (0, "")
    assert done.text.startswith(
        "# measured by `advisor profile`: exact, over all 178 rows\nschema: advisor/problem/v1\n"
    )
    problem = tmp_path / "problem.yaml"
    problem.write_bytes(done.out)
    assert advisor("recommend", str(problem)).out == advisor("recommend", "--data", WINE, "--target", "cultivar").out


def test_at_a_terminal_it_is_a_table_with_histograms() -> None:
    code, shown = screen("profile", WINE, "--target", "cultivar", columns=120)
    assert code == 0
    assert "reading" in shown  # a bar, while it is measured
    assert "measured: exact, over all 178 rows" in shown
    (alcohol,) = (line for line in shown.splitlines() if line.startswith("alcohol "))
    assert "numeric" in alcohol
    assert "█" in alcohol


def test_json_holds_facts_methods_and_tables() -> None:
    document = json.loads(advisor("profile", WINE, "--target", "cultivar", "-f", "json").out)
    assert document["problem"]["data"]["rows"] == 178
    assert document["methods"]["data.rows"] == "exact, over all 178 rows"
    columns = document["sections"][1]["rows"]
    assert [row["column"] for row in columns] == [each["name"] for each in document["problem"]["data"]["columns"]]
    assert all(sum(row["shape"]) == 178 for row in columns)


def test_a_file_is_written_whole_and_not_over_another(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    assert advisor("profile", WINE, "--target", "cultivar", "-o", str(path)).code == 0
    assert json.loads(path.read_bytes())["problem"]["task"] == "multiclass"
    refused = advisor("profile", WINE, "--target", "cultivar", "-o", str(path))
    assert refused.code == 2
    assert "--force" in refused.err


def test_bad_words_and_bad_data_are_refused_with_the_nearest(tmp_path: Path) -> None:
    for words, hint in (
        ((WINE, "--target", "cultivr"), "did you mean 'cultivar'?"),
        ((WINE, "--target", "cultivar", "--kind", "tabel"), "did you mean table?"),
        ((WINE,), "which column is to be predicted?"),
        ((str(tmp_path),), "is a folder without files"),
        ((WINE, "-f", "jsn", "--target", "cultivar"), "did you mean json?"),
    ):
        done = advisor("profile", *words)
        assert (done.code, done.text) == (2, "")
        assert hint in done.err


def test_no_value_of_the_data_is_shown_unless_asked_for(tmp_path: Path) -> None:
    secret = numbers(lambda draw: f"Secret{draw.randrange(9)}")
    odd = [7.5] * 399 + ["SecretWord"]
    target = numbers(lambda draw: draw.choice(["SecretYes", "SecretNo"]))
    path = write(tmp_path / "t.csv", {**sure(), "who": secret, "odd": odd, "y": target})
    for form in ("yaml", "json", "text"):
        done = advisor("profile", path, "--target", "y", "-f", form)
        assert done.code == 0
        assert "Secret" not in done.text + done.err
    assert "Secret" not in advisor("recommend", "--data", path, "--target", "y", "--explain", "text").err
    for form in ("json", "text"):
        assert "SecretYes" in advisor("profile", path, "--target", "y", "-f", form, "--show-values").text


def test_hostile_names_steer_no_terminal_and_stay_names(tmp_path: Path) -> None:
    name = "\x1b[31m=cmd()<b>[bold]"
    path = write(tmp_path / "t.csv", {name: sure()["x"], "y": sure()["y"]})
    code, shown = screen("profile", path, "--target", "y", "--color", "never")
    assert code == 0
    assert r"\x1b[31m=cmd()<b>[bold]" in shown
    (column,) = yaml.safe_load(advisor("profile", path, "--target", "y").out)["data"]["columns"]
    assert column["name"] == name


def test_dev_stdout_is_written_to_wherever_it_leads(tmp_path: Path) -> None:
    line = f"advisor profile {WINE} --target cultivar -q -o /dev/stdout"
    plain = shell(f"advisor profile {WINE} --target cultivar -q").out
    assert shell(f"{line} | cat").out == plain
    done = shell(f"{{ echo before; {line}; }} > all.txt", cwd=tmp_path)
    assert (done.code, done.err, (tmp_path / "all.txt").read_bytes()) == (0, "", b"before\n" + plain)
    assert shell(f"advisor profile {WINE} --target cultivar -q -o /dev/fd/3 3>&1 | cat").out == plain
