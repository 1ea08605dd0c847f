"""Import circles are found, whatever hides them, and only what runs counts."""

from pathlib import Path

import pytest

from tools.circles import PACKAGE, circles, imports, main


def package(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root / "house"


@pytest.mark.parametrize(
    "text",
    [
        "import house.a",
        "from house.a import x",
        "from house import a",
        "from . import a",
        "from .a import x",
        "def f():\n    from house.a import x",
        "class C:\n    def f(self):\n        while True:\n            import house.a as other",
        "if TYPE_CHECKING:\n    pass\nelse:\n    from house import a",
    ],
)
def test_a_circle_of_two(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = package(
        tmp_path, {"__init__.py": "", "a.py": "from house.b import y", "b.py": text, "c.py": "import house.a"}
    )
    assert circles(imports(root)) == [["house.a", "house.b"]]
    assert main([str(root)]) == 1
    assert "house.a -> house.b -> house.a\n1 import circles in 4 modules" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "if TYPE_CHECKING:\n    from house import a",
        "if typing.TYPE_CHECKING:\n    import house.a",
        "import other.a",
    ],
)
def test_what_does_not_run_is_no_circle(tmp_path: Path, text: str) -> None:
    root = package(tmp_path, {"__init__.py": "", "a.py": "from house.b import y", "b.py": text})
    assert circles(imports(root)) == []
    assert main([str(root)]) == 0


def test_packages_and_longer_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inner = {"rooms/__init__.py": "from .a import x", "rooms/a.py": "from ..b import y"}
    root = package(tmp_path, {"__init__.py": "", "b.py": "from . import rooms", **inner})
    assert main([str(root)]) == 1
    assert "house.b -> house.rooms -> house.rooms.a -> house.b" in capsys.readouterr().out


def test_the_project_has_none() -> None:
    graph = imports(PACKAGE)
    assert len(graph) > 200
    assert list(circles(graph)) == []
