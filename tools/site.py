"""Gather what `make site` builds the documentation of: the pages of the repository, and one for each rule.

`python -m tools.site` writes `build/site/`, laid out as the repository, so that links between pages hold;
`python -m tools.site --check` names what the built pages in `site/` load from elsewhere, and exits 1 if there is any.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from advisor.explaining.markdown import escaped
from tools.gallery import CONFIGS, problems

ROOT = CONFIGS.parent
PAGES = ROOT / "build" / "site"
SITE = ROOT / "site"
COPIED = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "action.yml", "docs", "examples/README.md")
LOADED = re.compile(r"""<(?:script|img|iframe|link rel="stylesheet")[^>]*(?:src|href)="?(https?:|//)[^>]*>""")
API = {
    "advisor": ("recommend", "Problem", "Recommendation", "InputError"),
    "advisor.exporting": ("export", "read_source"),
    "advisor.explaining.page": ("report",),
}

Rule = dict[str, Any]


def rules() -> list[Rule]:
    """The knowledge base, as `advisor rules` prints it for programs."""
    command = [sys.executable, "-m", "advisor", "rules", "--format", "json"]
    found: list[Rule] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    return found


def page(rule: Rule) -> Iterator[str]:
    """The page of a rule."""
    yield f"# {rule['id']}\n"
    yield f"{escaped(rule['says'])}\n"
    yield f"It decides [`{rule['decision']}`](README.md#{slug(rule['decision'])}): {escaped(rule['asks'])}\n"
    yield f"- strength: {rule['strength']}"
    yield f"- rulesets: {', '.join(rule['rulesets'])}"
    yield f"- reads: {', '.join(f'`{need}`' for need in rule['depends_on'])}"
    for path, (low, high) in rule["studied"].items():
        yield f"- studied: `{path}` from {low:,} to {high:,}"
    if rule["versus_guide"]:
        yield f"- differs from the guide: {escaped(rule['versus_guide'])}"
    yield "\n## Sources\n"
    for source in rule["sources"]:
        key, place = source["key"], f" ({source['where']})" if source["where"] else ""
        of_guide = key.split(":")[0] == "guide"
        link = "../docs/guide.md" if of_guide else f"../docs/sources.md#{slug(key)}"
        yield f"- [{escaped(source['title'])}]({link}){escaped(place)}. {escaped(source['says'])}"
    yield f"\n```sh\nadvisor rules {rule['id']}\n```"


def listed(known: list[Rule]) -> Iterator[str]:
    """The list of all rules, by what they decide."""
    yield f"# Rules\n\n{len(known)} rules, each with its page; of those for one decision, the first that picks wins."
    for decision, of_it in groupby(known, key=lambda rule: str(rule["decision"])):
        group = list(of_it)
        yield f"\n## {decision}\n\n{escaped(group[0]['asks'])}\n"
        yield from (f"- [{rule['id']}]({rule['id']}.md) {escaped(rule['says'])}" for rule in group)


def gallery() -> Iterator[str]:
    """The list of the gallery."""
    yield "# Gallery\n\nProblems, each with the config and the explanation that it yields.\n"
    for problem in problems():
        name = problem.parent.name
        files = f"[problem]({name}/problem.yaml), [config]({name}/config.yaml)"
        yield f"- [{name}]({name}/explanation.md): {files}"


def api() -> Iterator[str]:
    """The Python API, which mkdocstrings fills in from docstrings."""
    yield "# Python\n"
    for module, names in API.items():
        yield from (f"::: {module}.{name}\n" for name in names)


def slug(heading: str) -> str:
    """The anchor that Python-Markdown gives to a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def write(path: Path, lines: Iterator[str]) -> None:
    """Write a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def gather() -> None:
    """Write all that the site is built of."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for name in COPIED:
        (PAGES / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, PAGES / name)
    for problem in problems():
        shutil.copytree(problem.parent, PAGES / "configs" / problem.parent.name)
    write(PAGES / "configs" / "README.md", gallery())
    write(PAGES / "api.md", api())
    known = rules()
    write(PAGES / "rules" / "README.md", listed(known))
    for rule in known:
        write(PAGES / "rules" / f"{rule['id']}.md", page(rule))
    start = PAGES / "README.md"
    start.write_text(start.read_text(encoding="utf-8").replace("](configs)", "](configs/README.md)"), encoding="utf-8")


def loaded() -> list[str]:
    """What built pages load from elsewhere: they are to be read offline, too, and to tell nobody who reads them."""
    pages = sorted(SITE.rglob("*.html"))
    return [f"{path}: {tag[0]}" for path in pages for tag in LOADED.finditer(path.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(loaded()) or None)
    gather()
