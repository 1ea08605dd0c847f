"""Which column of a table is likely the one to predict, by name and place, where nobody said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.tables.column_types import named_id, words
from advisor.profiling.shared.tables.named_files import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Names that mean the target whatever the table is about.
MEANT: Final = frozenset((*LABELS, "y", "labels", "targets", "outcome", "response", "output", "groundtruth"))
# Last words of names by which tables usually call what is to be predicted.
USUAL: Final = frozenset(
    (
        "label", "labels", "target", "class", "category", "outcome", "response", "price", "cost", "value", "salary",
        "income", "revenue", "sales", "demand", "consumption", "yield", "mpg", "strength", "rating", "score",
        "grade", "quality", "count", "cnt", "result", "diagnosis", "survived", "survival", "died", "death",
        "mortality", "readmitted", "progression", "churn", "churned", "exited", "attrition", "default", "defaulted",
        "fraud", "spam", "sentiment", "emotion", "genre", "intent", "topic",
        "species", "variety", "cultivar", "approved", "clicked", "converted",
        "purchased", "subscribed", "deposit",
    )
)  # fmt: skip
UNLIKELY: Final = frozenset(("identifier", "constant", "date", "text"))  # types of columns that are rarely predicted
# Last words of names of files, places and years, and of numbers of rows in one word, which say where, when and which.
NEVER: Final = frozenset(
    (
        "path", "paths", "file", "files", "filename", "filepath", "filenames", "url", "uri", "link", "路径", "文件",
        "lat", "lon", "lng", "latitude", "longitude", "qid", "guid", "uid", "pid", "sid", "cid", "uuid",
        "year", "yr", "tahun", "jahr", "año", "ano", "anno", "année", "annee", "rok", "yıl", "год", "年", "年份",
    )
)  # fmt: skip
DIVIDED: Final = frozenset(("split", "splits", "fold", "folds", "subset", "partition"))  # last words of parts' names


def likely_targets(names: Sequence[str], types: Sequence[str | None] = ()) -> list[str]:
    """The columns that may be the target, the likeliest first: by name, then the last column, then the others.

    `types` are those of the columns, as far as they are known. Identifiers, constants, dates, texts, years,
    places, names of files and the parts of a split are left out, unless a name means the target.

    >>> likely_targets(["price", "rooms", "id", "town", "split"])
    ['price', 'town', 'rooms']
    """
    kinds = [*types, *[None] * (len(names) - len(types))]
    said = [_said(name) for name in names]
    able = [
        place
        for place, name in enumerate(names)
        if kinds[place] != "constant"
        and (said[place] or not (kinds[place] in UNLIKELY or named_id(name) or _ends(name, DIVIDED | NEVER)))
    ]
    plain = [place for place in able if not said[place]]
    by_name = sorted((place for place in able if said[place]), key=lambda place: (-said[place], -place))
    return [names[place] for place in (*by_name, *plain[-1:], *plain[:-1])]


def _ends(name: str, known: frozenset[str]) -> bool:
    """Whether the last word of a name is one of these, in any script."""
    parts = words(name)
    return bool(parts) and (
        parts[-1] in known or any(not word.isascii() and parts[-1].endswith(word) for word in known)
    )


def says_target(name: str) -> bool:
    """Whether the name of a column says that it may be the target.

    >>> says_target("sale_price"), says_target("rooms")
    (True, False)
    """
    return _said(name) > 0


def _said(name: str) -> int:
    """How plainly a name says that the column is the target: 2 for sure, 1 perhaps, 0 not at all."""
    parts = words(name)
    return 2 if "".join(parts) in MEANT else int(bool(parts) and parts[-1] in USUAL)
