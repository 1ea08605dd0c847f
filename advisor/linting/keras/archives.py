"""The model's JSON out of an archive of Keras: a zip (`.keras`) or HDF5 (`.h5`, `.hdf5`, and `.keras` of Keras 2)."""

import json
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.linting.keras.hdf5 import attributes
from advisor.yamlio import Document, read_document

HDF5: Final = (".h5", ".hdf5")
SIGNATURE: Final = b"\x89HDF\r\n\x1a\n"  # which HDF5 files begin with
MOST: Final = 16 * 2**20  # bytes of a model's JSON; as for any document


def is_archive(path: str) -> bool:
    """Whether a file is one, by its name."""
    return path.endswith((".keras", *HDF5)) and Path(path).is_file()


def read_archive(path: str) -> Document:
    """The model's JSON, and how it is trained. Raises InputError where there is none."""
    with Path(path).open("rb") as opened:
        begins = opened.read(len(SIGNATURE))
    return _hdf5(path) if begins == SIGNATURE or path.endswith(HDF5) else _zip(path)


def _zip(path: str) -> Document:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("config.json").file_size > MOST:
                raise InputError(Diagnostic("holds a config.json of more than 16 MiB", path))
            text = archive.read("config.json")
    except InputError:
        raise
    except Exception as error:  # a broken archive fails as its packing does: zlib, LZMA, bzip2, an unknown one
        raise InputError(Diagnostic(f"is no archive of Keras, or a broken one: {error}", path)) from None
    return read_document(text, path)


def _hdf5(path: str) -> Document:
    if find_spec("h5py") is None:
        hint = "pip install h5py, or save it with model.save('model.keras')"
        raise InputError(Diagnostic("an .h5 archive is read where h5py is installed", path, hint=hint))
    parts = attributes(path, ("model_config", "training_config"))
    if parts["model_config"] is None:
        raise InputError(Diagnostic("holds weights and no model", path, hint="save it whole: model.save(...)"))
    try:
        data: dict[str, Any] = {name: json.loads(text) for name, text in parts.items() if text is not None}
    except (ValueError, RecursionError) as error:
        raise InputError(Diagnostic(f"holds a model that is no JSON: {error}", path)) from None
    return read_document(json.dumps(data), path)
