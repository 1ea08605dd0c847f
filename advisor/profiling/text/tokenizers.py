"""A tokenizer that the user names, for tokens that are counted rather than estimated."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from advisor.profiling.shared.profile import need, refuse
from advisor.profiling.shared.words import Tokenizer

FILE: Final = "tokenizer.json"  # as Hugging Face's library saves one


def opened(said: str) -> Tokenizer | None:
    """The tokenizer in a file or folder, or an encoding of tiktoken by its name; nothing where nobody named one.

    Raises `InputError` where it cannot be read, or what reads it is not installed.
    """
    if not said:
        return None
    path = Path(said)
    file = path / FILE if path.is_dir() else path
    if file.is_file() and file.suffix == ".json":
        return _of_file(said, file)
    if path.is_dir():
        return _of_folder(said)
    if path.exists() or find_spec("tiktoken") is None:
        hint = f"a {FILE}, a folder that holds a tokenizer" + ("" if path.exists() else ", or pip install tiktoken")
        refuse(said, "is no tokenizer that is read", hint, field="--tokenizer")
    return _of_tiktoken(said)


def _of_file(said: str, file: Path) -> Tokenizer:
    need(said, "tokenizers", "text-and-sound", "reading a tokenizer")
    from tokenizers import Tokenizer as Fast

    try:
        fast = Fast.from_file(str(file))
    except Exception as error:  # the library raises no narrower one
        refuse(said, f"cannot be read as a tokenizer: {str(error)[:200]}", field="--tokenizer")
    fast.no_truncation()
    return Tokenizer(said, lambda text: len(fast.encode(text, add_special_tokens=False).ids))


def _of_folder(said: str) -> Tokenizer:
    need(said, "transformers", "text-and-sound", "reading a folder without a tokenizer.json")
    from transformers import AutoTokenizer

    try:  # code that lies in the folder is never run
        slow: Any = AutoTokenizer.from_pretrained(said, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # whatever the tokenizer's own reader raises
        refuse(said, f"holds no tokenizer that can be read: {str(error).splitlines()[0][:200]}", field="--tokenizer")
    return Tokenizer(said, lambda text: len(slow.encode(text, add_special_tokens=False)))


def _of_tiktoken(said: str) -> Tokenizer:
    import tiktoken

    names = tiktoken.list_encoding_names()
    if said not in names:
        refuse(said, "is no file and no encoding of tiktoken", f"there are: {', '.join(names)}", field="--tokenizer")
    try:
        encoding = tiktoken.get_encoding(said)
    except Exception as error:  # it is fetched where it is not cached
        refuse(said, f"tiktoken cannot load it: {str(error).splitlines()[0][:200]}", field="--tokenizer")
    return Tokenizer(f"{said} of tiktoken", lambda text: len(encoding.encode_ordinary(text)))
