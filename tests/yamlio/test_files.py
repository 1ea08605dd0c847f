"""Files are written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from advisor.errors import Diagnostic, InputError
from advisor.yamlio import (
    write_whole,
)


def refused(path: Path, text: str = "x\n", force: bool = False) -> Diagnostic:
    before = sorted(path.parent.iterdir()) if path.parent.exists() else []
    with pytest.raises(InputError) as caught:
        write_whole(path, text, force)
    assert (sorted(path.parent.iterdir()) if path.parent.exists() else []) == before
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_a_file_is_written_whole_and_kept_without_force(tmp_path):
    path = tmp_path / "config.yaml"
    write_whole(path, "é\n", force=False)
    assert path.read_bytes() == "é\n".encode()
    assert refused(path).hint == "--force"
    assert path.read_bytes() == "é\n".encode()
    write_whole(str(path), "new\n", force=True)
    assert path.read_text() == "new\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")
def test_permissions_and_links_stay(tmp_path):
    path, link = tmp_path / "new", tmp_path / "link"
    old = os.umask(0o027)
    try:
        write_whole(path, "x", force=False)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o600)
    link.symlink_to(path)
    write_whole(link, "y", force=True)
    assert link.is_symlink()
    assert path.read_text() == "y"
    assert path.stat().st_mode & 0o777 == 0o600
    write_whole("/dev/null", "x", force=False)
    assert Path("/dev/null").is_char_device()


def test_directories_are_no_files(tmp_path):
    assert "no directory" in refused(tmp_path / "missing" / "a").message
    (tmp_path / "folder").mkdir()
    assert "cannot be written" in refused(tmp_path / "folder", force=True).message


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_nothing(tmp_path, monkeypatch, call, force):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), full)
    path = tmp_path / "a"
    if force:
        path.write_text("old")
    assert refused(path, force=force).message == f"cannot be written: {os.strerror(errno.ENOSPC)}"
    assert not force or path.read_text() == "old"


def test_no_permission(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refused(tmp_path / "a").message == "cannot be written: Permission denied"


def test_ctrl_c_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", "x", force=False)
    assert list(tmp_path.iterdir()) == []
