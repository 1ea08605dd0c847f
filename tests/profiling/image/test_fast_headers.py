"""Headers of images that are read by hand say what Pillow says of them, and whatever is odd is left to Pillow."""

import io
import random
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from advisor.profiling import profile
from advisor.profiling.image.fast_headers import sizes
from advisor.profiling.image.headers import read_headers
from advisor.profiling.shared.profile import unwatched

MODES = {"PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"], "JPEG": ["L", "RGB", "CMYK"]}


def picture(form: str, mode: str, size: tuple[int, int] = (37, 21), **options: Any) -> bytes:
    body = io.BytesIO()
    Image.new(mode, size).save(body, form, **options)
    return body.getvalue()


def read(path: Path, body: bytes) -> Any:
    path.write_bytes(body)
    with path.open("rb", buffering=0) as file:
        return sizes(file)


def by_pillow(body: bytes) -> tuple[int, int, str, str]:
    with Image.open(io.BytesIO(body)) as image:
        return (*image.size, image.mode, str(image.format))


@pytest.mark.parametrize(("form", "mode"), [(form, mode) for form, modes in MODES.items() for mode in modes])
def test_modes(tmp_path: Path, form: str, mode: str) -> None:
    body = picture(form, mode)
    assert read(tmp_path / "x", body) == by_pillow(body)


@pytest.mark.parametrize(
    "options",
    [
        {"progressive": True},
        {"exif": b"Exif\0\0" + bytes(30_000)},
        {"icc_profile": bytes(200_000)},
        {"comment": b"x" * 9_000},
        {"dpi": (300, 300)},
    ],
)
def test_long_and_odd_beginnings_of_jpeg(tmp_path: Path, options: dict[str, Any]) -> None:
    body = picture("JPEG", "RGB", (640, 480), **options)
    assert read(tmp_path / "x", body) == by_pillow(body) == (640, 480, "RGB", "JPEG")


def test_what_only_pillow_can_tell_is_left_to_it(tmp_path: Path) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("a", "b" * 10_000)
    assert read(tmp_path / "x", picture("PNG", "RGB", pnginfo=text)) == (37, 21, "RGB", "PNG")
    for body in (picture("GIF", "P"), picture("BMP", "RGB"), picture("WEBP", "RGB"), b"", b"\xff\xd8\xff", b"no image"):
        assert read(tmp_path / "x", body) is None
    several = picture("MPO", "RGB", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert read(tmp_path / "x", several) is None
    assert by_pillow(several)[3] == "MPO"


@given(
    body=st.binary(max_size=80), form=st.sampled_from(["PNG", "JPEG"]), cut=st.integers(0, 700), seed=st.integers(0, 99)
)
def test_broken_files_are_never_read_as_something_else(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, form: str, cut: int, seed: int
) -> None:
    """Cut off, or with a few bytes changed: nothing, or a size that the header holds; and never an error."""
    whole = bytearray(picture(form, "RGB"))
    draw = random.Random(seed)
    for value in body[:3]:
        whole[draw.randrange(len(whole))] = value
    path = tmp_path_factory.getbasetemp() / f"broken-{form}"
    found = read(path, bytes(whole[:cut]) + body)
    assert found is None or (found[0] > 0 and found[1] > 0 and found[2] in (*MODES["PNG"], "CMYK"))


def test_a_bomb_is_left_out(tmp_path: Path) -> None:
    head = bytearray(picture("PNG", "1"))
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    head[29:33] = crc32(head[12:29]).to_bytes(4, "big")
    (tmp_path / "set" / "a").mkdir(parents=True)
    (tmp_path / "set" / "b").mkdir()
    (tmp_path / "set" / "a" / "bomb.png").write_bytes(head)
    for place in range(4):
        (tmp_path / "set" / "ab"[place % 2] / f"{place}.png").write_bytes(picture("PNG", "L"))
    found = read_headers([str(tmp_path / "set" / "a" / "bomb.png")], unwatched)
    assert (found.bad, found.reason) == (
        [str(tmp_path / "set" / "a" / "bomb.png")],
        "unpacks to more pixels than is safe",
    )
    assert profile(str(tmp_path / "set"))["data.rows"] == 4
