"""Logs as they lie in files: pickles, texts of other encodings, the tables of CatBoost."""

import io
import json
import pickle
from collections import OrderedDict, defaultdict
from pathlib import Path
from typing import Any

import pytest

from advisor.cli.diagnose import _histories
from advisor.diagnosing import read_histories
from advisor.diagnosing.pickles import NoPickleError, unpickled
from advisor.diagnosing.stored import text_of
from advisor.errors import InputError

KEPT = {"loss": [0.9, 0.6, 0.5], "val_loss": [0.8, 0.7, 0.65]}
LINES = "Epoch 1 loss: 0.9\nEpoch 2 loss: 0.6\nEpoch 3 loss: 0.5\n"


class Callback:
    """Stands for what Keras' `fit` returns."""

    def __init__(self) -> None:
        self.history = KEPT
        self.params = {"epochs": 3}


def _numbers() -> dict[str, list[Any]]:
    numpy = pytest.importorskip("numpy")
    return {"loss": [numpy.float32(value) for value in KEPT["loss"]], "val_loss": numpy.array(KEPT["val_loss"])}


@pytest.mark.parametrize("protocol", [0, 1, 2, 4, 5])
@pytest.mark.parametrize("kept", [KEPT, OrderedDict(KEPT), defaultdict(list, KEPT), Callback()])
def test_a_pickled_history(kept: Any, protocol: int) -> None:
    assert json.loads(text_of(pickle.dumps(kept, protocol), "history.pkl")) == KEPT


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_numbers_of_numpy(protocol: int) -> None:
    found = unpickled(pickle.dumps(_numbers(), protocol))
    assert found["loss"] == pytest.approx(KEPT["loss"])
    assert found["val_loss"] == pytest.approx(KEPT["val_loss"])


def test_a_dictionary_that_numpy_saved() -> None:
    numpy = pytest.importorskip("numpy")
    file = io.BytesIO()
    numpy.save(file, numpy.array(KEPT, dtype=object), allow_pickle=True)
    assert json.loads(text_of(file.getvalue(), "history.npy")) == KEPT


class Hostile:
    def __reduce__(self) -> tuple[Any, ...]:
        return exec, ("raise SystemExit(3)",)


def test_nothing_that_a_pickle_names_is_run() -> None:
    assert unpickled(pickle.dumps({"loss": [0.5, 0.4], "more": Hostile()})) == {"loss": [0.5, 0.4], "more": None}


def test_a_pickle_that_refers_to_one_list_again_and_again_is_refused() -> None:
    many: list[Any] = [0.5] * 10
    for _ in range(9):
        many = [many] * 10
    with pytest.raises(NoPickleError, match="too many values"):
        unpickled(pickle.dumps(many))


@pytest.mark.parametrize("data", [b"\x80\x04\x95", b"\x80\x04.", b"\x93NUMPY\x01\x00 cut"])
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_histories(text_of(data, "history.pkl"), "history.pkl")


ENCODINGS = {
    "PowerShell's": LINES.encode("utf-16"),
    "with a mark": LINES.encode("utf-8-sig"),
    "a name in another encoding": "训练\n".encode("gbk") + LINES.encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_encodings_of_consoles(data: bytes) -> None:
    (history,) = read_histories(text_of(data, "train.log"), "train.log")
    assert history.get("train_loss") == [0.9, 0.6, 0.5]


REFUSED = {"is no text": b"\xff\x00\x01\x02", "pointer of Git LFS": b"version https://git-lfs.github.com/spec/v1\n",
           "without names": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'shape': (4, 500), }"}  # fmt: skip


@pytest.mark.parametrize(("message", "data"), REFUSED.items())
def test_files_without_a_log_are_refused(message: str, data: bytes) -> None:
    with pytest.raises(InputError, match=message):
        text_of(data, "history.npy")


def test_what_a_pickle_makes_by_calling_what_it_made_is_kept_too() -> None:
    called = b"\x80\x04c__main__\nA\n)R)R."  # A()()
    assert unpickled(called) is None


@pytest.mark.parametrize("below", [".", "catboost_info"])
def test_the_folder_of_catboost(tmp_path: Path, below: str) -> None:
    folder = tmp_path / below
    folder.mkdir(exist_ok=True)
    (folder / "learn_error.tsv").write_text("iter\tRMSE\tAUC\n0\t0.9\t0.5\n1\t0.6\t0.6\n2\t0.4\t0.7\n")
    (folder / "test_error.tsv").write_text("iter\tRMSE\tAUC\n0\t0.95\t0.5\n1\t0.7\t0.6\n2\t0.6\t0.65\n")
    (history,) = _histories(str(tmp_path))
    assert history.get("train_loss") == [0.9, 0.6, 0.4]
    assert history.get("validation_loss") == [0.95, 0.7, 0.6]
    assert history.get("validation_score") == [0.5, 0.6, 0.65]
