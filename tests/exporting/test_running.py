"""What holds of a training run whatever is trained: seeds, interruptions, time, several processes, hostile names."""

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")


from tests.exporting import tables
from tests.exporting.running import exported, interrupt, rows, run_script, train
from tests.exporting.test_tables import MEASURED, changed, recommended

HOSTILE = [
    '"); import os; os.system("touch broken',
    "line\nbreak",
    "{{ brace }} {% x %}",
    "emoji 🦊",
    "a",
    "A",
    "",
    "=1",
    "'''",
]
SIZES: dict[str, Any] = {"model__hidden__widths": [16, 16], "training__seeds": [0], "data__split__folds": 1}


def project(tmp_path: Path, **more: Any) -> tuple[Path, list[str]]:
    """A small network for two classes, and the arguments that train it on a table of 200 rows."""
    config = changed(recommended("binary", rows=5000, features=4), **{**SIZES, **more})
    signal_ = [((7 * k) % 100) / 100 for k in range(200)]
    columns = {f"n{k}": [x * (k + 1) % 1 for x in signal_] for k in range(4)} | {"y": [int(x > 0.5) for x in signal_]}
    folder = exported(config, tmp_path / "project")
    return folder, ["--train", tables.write(tmp_path / "learn.csv", columns), "--target", "y"]


def numbers(history: list[dict[str, str]]) -> list[dict[str, str]]:
    """A history without what the clock says."""
    return [{name: value for name, value in line.items() if name != "epoch_seconds"} for line in history]


@pytest.mark.slow
def test_a_seed_repeats_bit_for_bit_and_an_interruption_changes_nothing(tmp_path: Path) -> None:
    folder, arguments = project(tmp_path, training__epochs=150, model__dropout={"kind": "dropout", "rates": [0.1, 0.1]})
    whole = train(folder, *arguments, "--out", "whole")
    assert whole.code == 0, whole.output
    interrupt(folder, *arguments, "--out", "cut")
    resumed = train(folder, *arguments, "--out", "cut", "--resume")
    assert resumed.code == 0, resumed.output
    assert numbers(resumed.history) == numbers(whole.history)
    assert resumed.metrics["validation"] == whole.metrics["validation"]


@pytest.mark.slow
def test_time_is_kept(tmp_path: Path) -> None:
    folder, arguments = project(
        tmp_path, training__epochs=1_000_000, training__early_stopping={"patience": 0, "restore_best": True}
    )
    run = train(folder, *arguments, "--max-seconds", "4", "--seed", "3")
    assert run.code == 0, run.output
    assert {line["seed"] for line in run.history} == {"3"}
    rates = [float(line["learning_rate"]) for line in run.history]
    assert rates[-1] < rates[0] / 2, "the schedule shrinks to the time"
    (told,) = run.metrics["runs"]
    assert told["ended"] == "time"
    assert told["epochs"] == pytest.approx(len(run.history), abs=1)
    assert re.search(r"seed 3: time was up after [\d.e+]+ of 1000000 epochs, best \d+: ", run.output)


@pytest.mark.slow
def test_time_that_is_gone_before_training_begins_is_said_and_not_taken_from_it(tmp_path: Path) -> None:
    folder, arguments = project(tmp_path, training__warmup=0.1, training__epochs=1000)
    run = train(folder, *arguments, "--max-seconds", "0.4", "--check-lr")
    assert run.code == 0, run.output
    assert re.search(r"seed 0: \d+ of 0.4 s gone, \d to train", run.output)
    assert run.metrics["runs"][0]["epochs"] > 1, "half of the time is for training, whatever went by before"
    assert all(float(line["learning_rate"]) > 0 for line in run.history)


@pytest.mark.slow
def test_a_run_says_why_it_ended(tmp_path: Path) -> None:
    stopping = {"patience": 2, "restore_best": True}
    folder, arguments = project(tmp_path, training__epochs=5, training__early_stopping=stopping)
    done = train(folder, *arguments)
    assert done.metrics["runs"][0]["ended"] == "schedule"
    assert f"seed 0: done with epoch 5, best {done.metrics['runs'][0]['best_epoch']}: " in done.output
    stopped = train(folder, *arguments, "--lr", "0")  # where nothing gets better
    assert stopped.metrics["runs"][0]["ended"] == "patience"
    assert "seed 0: stopped at epoch 3, best 1: " in stopped.output


@pytest.mark.slow
def test_the_rate_is_found_and_used(tmp_path: Path) -> None:
    folder, arguments = project(tmp_path, training__epochs=1)
    run = train(folder, *arguments, "--find-lr")
    assert run.code == 0, run.output
    curve = rows(folder / "learning_rates.csv")
    assert float(curve[0]["learning_rate"]) == pytest.approx(1e-6)
    assert 1e-6 < run.metrics["learning_rate"] < float(curve[-1]["learning_rate"])
    assert 0 < float(run.history[0]["learning_rate"]) <= run.metrics["learning_rate"]


@pytest.mark.slow
def test_two_processes_learn_together(tmp_path: Path) -> None:
    more = {"compute__strategy": "ddp", "compute__devices": 2, "training__epochs": 4}
    folder, arguments = project(tmp_path, **more, model__normalization={"kind": "batch", "place": "before-activation"})
    run = train(folder, *arguments, processes=2)
    assert run.code == 0, run.output
    assert run.output.count("parameters,") == 1, "only the first process speaks"
    assert len(run.history) == 4
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert (folder / "model.pt").exists()


@pytest.mark.slow
def test_hostile_names_are_data(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {name: [(7 * k + i) % 50 for k in range(150)] for i, name in enumerate(HOSTILE)}
    columns["ta\"r'get"] = ["yes'" if k % 2 else '"no' for k in range(150)]
    data = tables.write(tmp_path / "learn.csv", columns)
    names = ["column6" if name == "" else "A_1" if name == "A" else name for name in HOSTILE]  # as the profile does
    facts = {"rows": 150, "features": len(names), "target": "ta\"r'get"}
    measured = [{"name": name, "type": "numeric", "distinct": 50} for name in names]
    folder = exported({"task": "binary", "data": {**facts, "columns": measured}}, tmp_path / "project")
    run = train(folder, "--train", data, "--test", data, "--max-seconds", "2", "--seed", "0")
    assert run.code == 0, run.output
    assert {line["prediction"] for line in run.predictions()} <= {"yes'", '"no'}
    assert not list(tmp_path.rglob("broken"))


@pytest.mark.slow
def test_a_measured_table_counts_exactly_and_predicts_what_it_has_never_seen(tmp_path: Path) -> None:
    folder = exported(MEASURED, tmp_path / "project")
    columns: dict[str, list[Any]] = {
        "a": [k % 17 for k in range(400)],
        "b": ["" if k % 10 == 0 else k % 13 for k in range(400)],
        "c": [f"c{k % 3}" for k in range(400)],
        "d": ["" if k % 50 == 0 else f"d{k % 40}" for k in range(400)],
        "y": [int(k % 17 > 8) for k in range(400)],
    }
    data = tables.write(tmp_path / "learn.csv", columns)
    odd: dict[str, list[Any]] = {
        "a": [1, "oops", ""],
        "b": ["", 2, 3],
        "c": ["new", "", "c1"],
        "d": ["d1", "?", ""],
    }
    new = tables.write(tmp_path / "odd.csv", odd)
    run = train(folder, "--train", data, "--valid", data, "--test", new, "--seed", "0", "--max-seconds", "4")
    assert run.code == 0, run.output
    config = (folder / "config.yaml").read_text(encoding="utf-8")
    assert f"  parameters: {run.metrics['parameters']}\n" in config
    assert len(run.predictions()) == 3
    code, output = run_script(folder, "--data", new, "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert rows(folder / "again.csv") == run.predictions()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "more", "message"),
    [
        ("n0,n1,n2,y", ["--target", "y"], "the config was made for"),
        ("n0,n1,n2,n3,y", ["--target", "z"], "there is no column 'z'"),
    ],
)
def test_wrong_data_is_told_in_a_line(header: str, more: list[str], message: str, tmp_path: Path) -> None:
    folder, _ = project(tmp_path)
    data = tables.write(
        tmp_path / "wrong.csv", {name: [k % (3 if name == "y" else 5) for k in range(60)] for name in header.split(",")}
    )
    run = train(folder, "--train", data, *more)
    assert run.code != 0
    assert message in run.output
    assert "Traceback" not in run.output


@pytest.mark.slow
def test_a_checkpoint_that_is_broken_or_of_other_data_or_code_is_named_in_a_line(tmp_path: Path) -> None:
    folder, arguments = project(tmp_path, training__epochs=100_000)
    checkpoint = interrupt(folder, *arguments, "--out", "cut")
    table = Path(arguments[arguments.index("--train") + 1])
    table = table if table.is_absolute() else folder / table
    whole, rows, code = checkpoint.read_bytes(), table.read_bytes(), (folder / "model.py").read_bytes()

    def resumed() -> str:
        run = train(folder, *arguments, "--out", "cut", "--resume")
        assert run.code == 2
        assert "Traceback" not in run.output
        return run.output.splitlines()[-1]

    changed = bytearray(whole)
    changed[len(whole) // 2 :: 997] = bytes(len(changed[len(whole) // 2 :: 997]))
    for damaged in (whole[: len(whole) // 2], bytes(changed)):
        checkpoint.write_bytes(damaged)
        assert resumed() == f"cut/checkpoints/{checkpoint.name} cannot be read; delete it, and the run begins anew"
    checkpoint.write_bytes(whole)
    table.write_bytes(rows[: rows.rindex(b"\n", 0, -1) + 1])
    assert resumed().startswith(f"cut/checkpoints/{checkpoint.name} belongs to other data")
    table.write_bytes(rows)
    (folder / "model.py").write_bytes(code + b"# another\n")
    assert resumed().startswith(f"cut/checkpoints/{checkpoint.name} belongs to other code")
