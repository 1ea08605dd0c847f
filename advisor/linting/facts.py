"""What the user says of the data and the machine of a model, which says nothing of them itself."""

from typing import Final, NamedTuple


class Facts(NamedTuple):
    """All that is known; None where nothing was said."""

    task: str | None = None
    classes: int | None = None
    rows: int | None = None
    memory_gib: float | None = None


NOTHING: Final = Facts()
