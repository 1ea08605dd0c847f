"""A project as it will lie on disk: its files, and what of the config it cannot express."""

import os
from contextlib import suppress
from pathlib import Path

from advisor.errors import Diagnostic, InputError
from advisor.yamlio import write_all


class Project:
    """Files by name, and a note for each choice that the target cannot express."""

    def __init__(self, files: dict[str, str], notes: list[str]) -> None:
        self.files = files
        self.notes = notes

    def write(self, directory: str, force: bool = False) -> list[str]:
        """Write all files into a directory, which is made if need be, or none where one exists and `force` is off."""
        folder = Path(directory)
        made = [each for each in (folder, *folder.parents) if not each.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(Diagnostic(f"cannot be made a directory: {error.strerror or error}", directory)) from None
        existing = [name for name in self.files if os.path.lexists(folder / name)]
        if existing and not force:
            raise InputError(
                [
                    Diagnostic("the file exists and was not overwritten", str(folder / n), hint="--force")
                    for n in existing
                ]
            )
        try:
            write_all({folder / name: text for name, text in self.files.items()}, force=True)
        except BaseException:
            for each in made:
                with suppress(OSError):  # others may have written there
                    each.rmdir()
            raise
        return [str(folder / name) for name in self.files]
