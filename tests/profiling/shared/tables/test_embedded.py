"""Images and recordings inside the rows of a table, as Hugging Face's data sets hold them, and images that it names."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.shared.tables import named_files
from tests.cli.running import advisor
from tests.profiling.tables import write

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
soundfile = pytest.importorskip("soundfile")

ROWS = 60
DRAW = np.random.default_rng(0)
LABELS = [place % 3 for place in range(ROWS)]
IMAGE = {
    "data.kind": "image", "task": "multiclass", "data.rows": ROWS, "data.classes": 3, "data.smallest_class": 20,
    "data.image.height": 24, "data.image.width": 32, "data.image.channels": 3, "data.target": "label",
}  # fmt: skip


def png(size: tuple[int, int] = (32, 24)) -> bytes:
    body = io.BytesIO()
    Image.fromarray(DRAW.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)).save(body, "PNG")
    return body.getvalue()


def wav(seconds: float = 0.5) -> bytes:
    body = io.BytesIO()
    soundfile.write(body, np.sin(np.arange(int(16_000 * seconds)) / 9), 16_000, format="WAV")
    return body.getvalue()


def files(contents: list[bytes | None], paths: list[str | None] | None = None) -> Any:
    named = paths or [None] * len(contents)
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    return pa.array([{"bytes": c, "path": p} for c, p in zip(contents, named, strict=True)], kind)


def described(table: Any, names: list[str] | None = None, kind: str = "Image") -> Any:
    features: dict[str, Any] = {table.column_names[0]: {"_type": kind}}
    if names:
        features["label"] = {"names": names, "_type": "ClassLabel"}
    return table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})


def saved(folder: Path, table: Any, form: str, beside: bool = False) -> str:
    """A folder as the hub holds one (Parquet), or as `save_to_disk` writes one (Arrow)."""
    folder.mkdir()
    if beside:
        features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
        (folder / "dataset_info.json").write_text(json.dumps({"features": features}))
        table = table.replace_schema_metadata(None)
    if form == "parquet":
        (folder / "data").mkdir()
        parquet.write_table(table, folder / "data" / "train-00000-of-00001.parquet")
        parquet.write_table(table.slice(0, 9), folder / "data" / "test-00000-of-00001.parquet")
    else:
        place = str(folder / "data-00000-of-00001.arrow")
        with pa.OSFile(place, "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=17)
        (folder / "state.json").write_text("{}")
    return str(folder)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["parquet", "arrow"])
@pytest.mark.parametrize("beside", [False, True])
def test_images_in_a_folder(tmp_path: Path, form: str, beside: bool) -> None:
    table = described(pa.table({"image": files([png() for _ in LABELS]), "label": LABELS}), ["cat", "dog", "emu"])
    path = saved(tmp_path / "set", table, form, beside)
    found = examine(Asked(path, shown=True))
    assert {fact: found.facts[fact] for fact in IMAGE} == IMAGE
    assert [section.title for section in found.sections] == ["target 'label': multiclass", "sizes", "formats"]
    config = advisor("recommend", "--data", path, "-q")
    assert (config.code, "task: multiclass" in config.text) == (0, True)


def test_the_numbers_of_many_classes_are_classes(tmp_path: Path) -> None:
    labels = [place % 40 for place in range(ROWS)]
    table = pa.table({"image": files([png() for _ in labels]), "label": labels})
    told = profile(saved(tmp_path / "a", described(table, [f"c{k}" for k in range(40)]), "parquet"))
    assert (told["task"], told["data.classes"]) == ("multiclass", 40)
    assert profile(saved(tmp_path / "b", described(table), "parquet"), "label")["task"] == "regression"


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_a_sample_is_taken_and_said(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_files, "SAMPLE", 10)
    table = described(pa.table({"image": files([png() for _ in LABELS]), "label": LABELS}), ["a", "b", "c"])
    found = examine(Asked(saved(tmp_path / "set", table, form)))
    assert found.facts["data.rows"] == ROWS
    assert found.methods["data.image.height"] == "on a sample of 10 of 60 images"


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_recordings(tmp_path: Path, form: str) -> None:
    table = described(pa.table({"audio": files([wav() for _ in LABELS]), "label": LABELS}), ["a", "b", "c"], "Audio")
    facts = profile(saved(tmp_path / "set", table, form))
    wanted = {
        "data.kind": "audio",
        "task": "multiclass",
        "data.rows": ROWS,
        "data.seconds": 0.5,
        "data.sample_rate": 16_000,
    }
    assert {fact: facts[fact] for fact in wanted} == wanted
    spoken = pa.table({"audio": files([wav(2.0) for _ in LABELS]), "sentence": [f"the word {k}" for k in range(ROWS)]})
    facts = profile(saved(tmp_path / "speech", spoken, form))
    assert (facts["data.kind"], facts["task"]) == ("audio", "speech-recognition"), "told by how they begin"
    assert facts["data.hours"] == pytest.approx(ROWS * 2 / 3600, rel=1e-3)


def test_files_that_are_named_lie_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png((64, 64)))
    names = [f"pictures/{k}.png" for k in range(ROWS - 2)]
    table = pa.table(
        {"image": files([None] * ROWS, [*names, "../secret.png", str(tmp_path / "secret.png")]), "label": LABELS}
    )
    path = saved(tmp_path / "set", described(table, ["a", "b", "c"]), "arrow")
    (tmp_path / "set" / "pictures").mkdir()
    for name in names:
        (tmp_path / "set" / name).write_bytes(png())
    found = examine(Asked(path + "/data-00000-of-00001.arrow", shown=True))
    assert found.facts["data.image.width"] == 32
    assert found.sections[1].rows[0][:4] == ("width", 32, 32, 32), "neither of those outside"


def test_broken_and_missing_contents(tmp_path: Path) -> None:
    contents: list[bytes | None] = [png() for _ in LABELS]
    contents[3], contents[4] = b"no image", None
    path = saved(
        tmp_path / "set", described(pa.table({"image": files(contents), "label": LABELS}), ["a", "b", "c"]), "parquet"
    )
    *_, notes, _ = examine(Asked(path))
    assert any("1 of 59 images are left out: row 4 (is no image, or a broken one)" in note for note in notes)
    nothing = pa.table({"image": files([None] * ROWS), "label": LABELS})
    with pytest.raises(InputError, match="holds no files"):
        profile(saved(tmp_path / "none", described(nothing, ["a", "b", "c"]), "parquet"))


def test_a_table_names_images_beside_it(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for k in range(ROWS):
        (tmp_path / "images" / f"{k}.png").write_bytes(png())
    (tmp_path / "outside").mkdir()
    names = [f"{k}.png" for k in range(ROWS)]
    path = write(tmp_path / "t.csv", {"path": names, "score": DRAW.normal(size=ROWS), "a": LABELS})
    facts, *_, notes, _ = examine(Asked(path, "score"))
    assert (facts["data.kind"], facts["task"], facts["data.rows"], facts["data.image.width"]) == (
        "image",
        "regression",
        ROWS,
        32,
    )
    assert not any("left out" in note or "not lie there" in note for note in notes)
    other = write(tmp_path / "u.csv", {"path": ["../x.png", "gone.png", *names[2:]], "a": LABELS})
    facts, *_, notes, _ = examine(Asked(other, "a"))
    assert facts["data.rows"] == ROWS - 2
    assert any("2 images that are named do not lie there" in note for note in notes)
