"""Report every import circle in `advisor/`, imports inside functions counted.

`python -m tools.circles` names the modules of each circle with one way around it, and exits with 1 if there is any.
Imports for the type checker alone (`if TYPE_CHECKING:`) do not run, and do not count. `import a.b` counts as an import
of `a.b`, not of the package `a`, as import-linter counts it.
"""

import argparse
import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "advisor"

Graph = Mapping[str, set[str]]


def imports(package: Path) -> dict[str, set[str]]:
    """The modules of a package, each with those of the package that it imports."""
    files = {name(path, package): path for path in sorted(package.rglob("*.py"))}
    return {module: set(_imported(module, path, files)) - {module} for module, path in files.items()}


def name(path: Path, package: Path) -> str:
    """The dotted name of a module."""
    parts = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(module: str, path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    home = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in _running(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom):
            above = home.split(".")[: len(home.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for each in node.names:  # a module of a package, else something that stands in the module itself
                found = f"{source}.{each.name}"
                yield from (one for one in [found if found in known else source] if one in known)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from (each for other in child.orelse for each in (other, *_running(other)))
            continue
        yield child
        yield from _running(child)


def circles(graph: Graph) -> list[list[str]]:
    """The sets of modules that reach one another, the largest first."""
    reached = {module: _reached(graph, module) for module in graph}
    found = {frozenset(other for other in reached[module] if module in reached[other]) for module in graph}
    return sorted((sorted(each) for each in found if each), key=lambda each: (-len(each), each))


def _reached(graph: Graph, start: str) -> set[str]:
    """All modules that a module imports, itself or by way of others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def way_around(graph: Graph, circle: list[str]) -> list[str]:
    """The shortest way from the first module of a circle back to it."""
    first, within = circle[0], set(circle)
    ways = [[first]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for after in sorted(graph[way[-1]] & within):
            if after == first:
                return [*way, first]
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    raise AssertionError(circle)


def main(arguments: list[str] | None = None) -> int:
    """Print the circles; 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, default=PACKAGE, help="folder of the package")
    graph = imports(parser.parse_args(arguments).package.resolve())
    found = circles(graph)
    for circle in found:
        print(f"{len(circle)} modules: {', '.join(circle)}")
        print(f"    {' -> '.join(way_around(graph, circle))}")
    print(f"{len(found)} import circles in {len(graph)} modules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
