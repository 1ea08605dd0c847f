"""MLflow's folders: a file for each metric."""

from pathlib import Path

from advisor.diagnosing.mlflow import metric_folders, read_mlflow


def write(folder: Path, run: str, decay: float) -> None:
    metrics = folder / "0" / run / "metrics"
    metrics.mkdir(parents=True)
    for name in ("train_loss", "val_loss"):
        (metrics / name).write_text("".join(f"1700000000{at:03} {decay**at} {at}\n" for at in range(12)))


def test_each_run_is_read_from_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "a", 0.8)
    write(tmp_path, "b", 0.7)
    assert len(metric_folders(tmp_path)) == 2
    histories = read_mlflow(tmp_path)
    assert [history.run for history in histories] == ["run a", "run b"]
    assert histories[1].get("validation_loss")[:2] == [1.0, 0.7]
