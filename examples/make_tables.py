"""Write the example tables: real data that scikit-learn carries, so nothing is downloaded.

python examples/make_tables.py [DIRECTORY]

The same bytes each time: UTF-8, LF, a header, every number with the digits that its source has, and
the target in the last column.
"""

import csv
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

# The six blood serum measurements that scikit-learn calls s1 to s6, by what its description says they are.
SERUM = {
    "s1": "total_cholesterol",
    "s2": "low_density_lipoproteins",
    "s3": "high_density_lipoproteins",
    "s4": "cholesterol_ratio",
    "s5": "log_triglycerides",
    "s6": "blood_sugar",
}


def snake_case(name: str) -> str:
    """A column name that needs no quoting anywhere.

    >>> snake_case("worst concave points"), snake_case("od280/od315_of_diluted_wines")
    ('worst_concave_points', 'od280_od315_of_diluted_wines')
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def numbers(column: Iterable[float]) -> list[str]:
    """A column as text, exactly; whole numbers without a point where the whole column has none.

    >>> numbers([1.0, 2.5]), numbers([1.0, 2.0])
    (['1.0', '2.5'], ['1', '2'])
    """
    values = [float(value) for value in column]
    if all(value.is_integer() for value in values):
        return [str(int(value)) for value in values]
    return [repr(value) for value in values]


def write(path: Path, data: Any, target_name: str, target: list[str]) -> None:
    """Write a bunch of scikit-learn as a table."""
    header = [SERUM.get(name, snake_case(name)) for name in data.feature_names]
    columns = [numbers(column) for column in data.data.T]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*header, target_name])
        writer.writerows(zip(*columns, target, strict=True))


def make_tables(directory: Path) -> list[Path]:
    """Write all the tables, and say where."""
    directory.mkdir(parents=True, exist_ok=True)
    cancer, diabetes, wine = load_breast_cancer(), load_diabetes(scaled=False), load_wine()
    tables = {
        "breast_cancer": (cancer, "diagnosis", [str(cancer.target_names[label]) for label in cancer.target]),
        "diabetes": (diabetes, "progression", numbers(diabetes.target)),
        "wine": (wine, "cultivar", [str(wine.target_names[label]) for label in wine.target]),
    }
    paths = []
    for name, (data, target_name, target) in tables.items():
        path = directory / f"{name}.csv"
        write(path, data, target_name, target)
        paths.append(path)
    return paths


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    print(*make_tables(where), sep="\n")
