"""What is trained: real data of a folder as `--data-dir` names it, and made data where it holds none of a kind.

Of each kind every other case serves to learn constants of the estimate, and the others to report its error.
"""

from typing import Final, NamedTuple


class Case(NamedTuple):
    """Data, and the facts that are told of it."""

    name: str
    kind: str
    data: str  # a path in the folder of data, in an archive of it (`images/photos32.tar:train`), or `made:` and a name
    words: tuple[str, ...] = ()  # options of `recommend`


def _series(name: str, horizon: int, period: int) -> Case:
    told = (
        f"--task forecasting --target value --time-column step --group-column series_id --horizon {horizon}"
        f" --period {period}"
    )
    return Case(name, "series", f"series/{name}/train.csv", tuple(told.split()))


def _table(name: str, path: str, target: str, *more: str) -> Case:
    return Case(name, "table", path, ("--target", target, *more))


def _text(name: str, *more: str, path: str = "") -> Case:
    return Case(name, "text", path or f"text/{name}/train.csv", ("--target", "label", *more))


CASES: Final = (
    _table("titanic", "data/titanic.csv", "survived"),
    _table("spambase", "data/spambase.csv", "class"),
    _table("oil_spill", "data/oil_spill.csv", "c49"),
    _table("vehicle", "data/vehicle.csv", "Class"),
    _table("splice", "data/splice.csv", "Class"),
    _table("auto_imports", "data/auto_imports.csv", "c25"),
    _table("concrete", "data/concrete.csv", "compressive_strength"),
    _table("california", "data/california.csv", "median_house_value"),
    _table("kin8nm", "tables/kin8nm/data.csv", "y"),
    _table("power-plant", "tables/power-plant/data.csv", "PE"),
    _table("nursery", "tables/nursery/train.csv", "Class"),
    _table("nycflights", "tables/nycflights_late/train.csv.gz", "late"),
    _table("concrete-tabm", "data/concrete.csv", "compressive_strength", "--pin", "model.family=tabm"),
    _table("spambase-tabm", "data/spambase.csv", "class", "--pin", "model.family=tabm"),
    Case("photos32", "image", "images/photos32.tar:train"),
    Case("clothes28", "image", "images/clothes28.tar.gz:train"),
    Case("hands100", "image", "images/hands100.tar.gz:train"),
    Case("stripes16", "image", "made:stripes16"),
    Case("stripes64", "image", "made:stripes64"),
    Case("discs64", "image", "made:discs64", ("--task", "segmentation")),
    Case("sounds", "audio", "audio/sounds.tar:train"),
    Case("words", "audio", "audio/words.tar:train"),
    Case("letters", "audio", "audio/letters.tar:train"),
    Case("tones", "audio", "made:tones"),
    _text("trec"),
    _text("subj", path="text/subj/train.csv.gz"),
    _text("banking77"),
    _text("tweeteval_irony"),
    _text("tweeteval_emotion", "--pin", "model.family=sepcnn"),
    Case("conll2002_es", "text", "text/conll2002_es/train.conll.gz"),
    _series("m3_monthly", 18, 12),
    _series("m3_quarterly", 8, 4),
    _series("m3_other", 8, 1),
    _series("tourism_monthly", 24, 12),
    _series("tourism_quarterly", 8, 4),
    Case(
        "etth2",
        "series",
        "series/etth2/train.csv.gz",
        ("--task", "forecasting", "--target", "OT", "--time-column", "date", "--horizon", "24", "--period", "24"),
    ),
    Case("sensors", "sequence", "made:sensors", ("--task", "regression")),
    Case("motions", "sequence", "made:motions", ("--task", "multiclass")),
    Case("long", "sequence", "made:long", ("--task", "multiclass")),
    Case("motions-cnn", "sequence", "made:motions", ("--task", "multiclass", "--pin", "model.family=cnn")),
    Case("motions-lstm", "sequence", "made:motions", ("--task", "multiclass", "--pin", "model.hidden.cell=lstm")),
)
