"""Pages to try, and what stands in them."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from tests.cli.running import advisor

VOID = {"meta", "link", "input", "br", "img"}
COLUMN = "a\u202eb</script><img src=x onerror=\"document.title='owned'\">\n{{ 7*7 }}{% x %} 🦔"
OTHER = "'\"><svg onload=document.title=1>\u200f&amp;<!--"
FILE = '"><img src=x onerror=alert(1)> {{7*7}} \u202e🦔.csv'
CLASSES = ("</style><script>document.title='owned'</script>", "<b>&lt;\n{{ 1 }}")


class Element(NamedTuple):
    """A start tag."""

    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]


class Page(HTMLParser):
    """The elements of a page in order, its text, and the text of each element that has an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.source = page
        self.elements: list[Element] = []
        self.text = ""
        self._open: list[str] = []
        self._ids: list[str | None] = []
        self.by_id: dict[str, str] = {}
        self.feed(page)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), tuple(self._open)))
        if tag not in VOID and "/" not in self.get_starttag_text()[-2:-1]:  # type: ignore[index]
            self._open.append(tag)
            self._ids.append(dict(attrs).get("id"))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._open:
            return
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()
        self._ids.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), tuple(self._open)))

    def handle_data(self, data: str) -> None:
        self.text += data
        for name in filter(None, self._ids):
            self.by_id[name] = self.by_id.get(name, "") + data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


def made(path: Path, *words: str) -> str:
    """A page that the command writes."""
    run = advisor("report", *words, "-o", str(path), "-q")
    assert run.code == 0, run.err
    return path.read_text(encoding="utf-8")


def hostile_table(folder: Path) -> Path:
    """A table whose name, columns and classes are markup."""
    import csv

    path = folder / FILE
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([COLUMN, OTHER, "n"])
        rows: list[list[Any]] = [[CLASSES[i % 2], f"{OTHER}{i % 5}", i * 0.5] for i in range(200)]
        writer.writerows(rows)
    return path
