"""The start of a text -> its encoding: by its mark, by its bytes, and by which of them stand together."""

from __future__ import annotations

import codecs
import re
from typing import Final

from advisor.profiling.shared.tables.compression import HEAD

UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
NAMES: Final = {  # as people call them
    "latin-1": "Latin-1",
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp949": "CP949 (Korean)",
    "cp932": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    **dict.fromkeys(UTF16.values(), "UTF-16"),
}
CONTROLS: Final = range(0x80, 0xA0)  # bytes that Windows-1252 gives to quotes, dashes and the euro, and Latin-1 to none
RUNS: Final = re.compile(rb"[\x80-\xff]+")
LOOKED: Final = 2**18  # bytes
MOST: Final = 0.95  # share of the bytes beyond ASCII that must fit
FEWEST: Final = 4  # such bytes from which an alphabet is told
TOGETHER: Final = 2.5  # bytes beyond ASCII in a row, on average, where words of another alphabet are written in them
CYRILLIC: Final = frozenset((0xA8, 0xB8, *range(0xC0, 0x100)))  # letters of Windows-1251
HANGUL: Final = range(0xB0, 0xC9)  # first bytes of Korean syllables; Chinese takes many beyond
KANA: Final = re.compile("[\u3041-\u30ff]")
SHARE_OF_KANA: Final = 0.2  # of the characters beyond ASCII of a Japanese text


def decoded(head: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 or UTF-16 by their marks and bytes, else what its bytes are usual in.

    >>> decoded("날짜,시가,고가".encode("cp949"))[1], decoded("姓名,年龄,职业".encode("gbk"))[1]
    ('cp949', 'gb18030')
    >>> decoded("имя,возраст".encode("cp1251"))[1], decoded("café,thé,Müller".encode("latin-1"))[1]
    ('cp1251', 'latin-1')
    """
    final = len(head) < HEAD
    if (utf16 := UTF16.get(head[:2])) is not None:
        text = codecs.getincrementaldecoder(utf16)(errors="replace").decode(head, final=final)
        return text.removeprefix("\ufeff"), utf16
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head, final=final).removeprefix("\ufeff"), "utf-8"
    except UnicodeDecodeError:
        encoding = _told(head[:LOOKED])
        return head.decode(encoding, errors="replace"), encoding


def _told(head: bytes) -> str:
    """The encoding of a text that is no UTF-8."""
    runs = RUNS.findall(head)
    total = sum(map(len, runs))
    if total >= FEWEST and total >= TOGETHER * len(runs):
        pairs = [run for run in runs if len(run) % 2 == 0 and min(run) > CONTROLS[-1] + 1]
        if sum(map(len, pairs)) >= MOST * total:
            first = b"".join(run[::2] for run in pairs)
            return "cp949" if sum(byte in HANGUL for byte in first) >= MOST * len(first) else "gb18030"
        if sum(byte in CYRILLIC for run in runs for byte in run) >= MOST * total:
            return "cp1251"
    if total >= FEWEST and _is_japanese(head):
        return "cp932"
    return "cp1252" if any(byte in CONTROLS for byte in set(head)) else "latin-1"


def _is_japanese(head: bytes) -> bool:
    """Whether bytes read as Shift JIS are a text with many letters of kana."""
    try:
        text = codecs.getincrementaldecoder("cp932")().decode(head)
    except UnicodeDecodeError:
        return False
    beyond = sum(not each.isascii() for each in text)
    return beyond > 0 and len(KANA.findall(text)) >= SHARE_OF_KANA * beyond
