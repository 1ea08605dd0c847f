"""What stands where in a program and what its words mean: blocks, classes, functions, imports, what calls call."""

import ast
from collections.abc import Iterator
from functools import cached_property

from advisor.linting.programs.syntax import Block, Function, Item


class Words:
    """The tree of a program and its words."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    # Places ------------------------------------------------------------------------------------------------------

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope(self, node: ast.AST) -> Block:
        """The function that a node stands in, or the program."""
        return next((x for x in self.above(node) if isinstance(x, Function | ast.Module)), self.tree)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a node stands in."""
        return next((x for x in self.above(node) if isinstance(x, ast.ClassDef)), None)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def calls(self) -> list[ast.Call]:
        """All calls, in the order of lines."""
        found = [node for node in self.nodes if isinstance(node, ast.Call)]
        return sorted(found, key=lambda call: (call.lineno, call.col_offset))

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The program's own classes."""
        return {node.name: node for node in self.nodes if isinstance(node, ast.ClassDef)}

    @cached_property
    def functions(self) -> dict[str, list[Function]]:
        """The program's own functions and methods by name."""
        found: dict[str, list[Function]] = {}
        for node in self.nodes:
            if isinstance(node, Function):
                found.setdefault(node.name, []).append(node)
        return found

    # Words -------------------------------------------------------------------------------------------------------

    @cached_property
    def imports(self) -> dict[str, str]:
        """By local name the full one."""
        found = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for each in node.names:
                    found[each.asname or each.name.partition(".")[0]] = (
                        each.name if each.asname else each.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module:
                for each in node.names:
                    found[each.asname or each.name] = f"{node.module}.{each.name}"
        return found

    def full(self, node: ast.AST) -> str:
        """The dotted name of a name or an attribute, with the imports written out; empty for anything else."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (inner := self.full(node.value)):
            return f"{inner}.{node.attr}"
        return ""

    def called(self, call: "ast.AST | Item") -> str:
        """The dotted name of what is called; of a method of an unnamed value, its own name behind a dot."""
        if not isinstance(call, ast.Call):
            return ""
        return self.full(call.func) or (f".{call.func.attr}" if isinstance(call.func, ast.Attribute) else "")

    def lineage(self, cls: ast.ClassDef | None) -> list[ast.ClassDef]:
        """A class and those of the program that it derives from, itself first."""
        found: list[ast.ClassDef] = []
        while cls is not None and cls not in found:
            found.append(cls)
            cls = next((self.classes[base.id] for base in cls.bases
                        if isinstance(base, ast.Name) and base.id in self.classes), None)  # fmt: skip
        return found

    def method(self, cls: ast.ClassDef, name: str) -> Function | None:
        """A method of a class or of one that it derives from."""
        return next((node for each in self.lineage(cls) for node in each.body
                     if isinstance(node, Function) and node.name == name), None)  # fmt: skip

    def is_method(self, function: Function) -> bool:
        return isinstance(self.parents.get(function), ast.ClassDef)

    def arms(self, node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
        """The branches that a node stands in, and which arm of each."""
        inner = node
        for outer in self.above(node):
            if isinstance(outer, ast.If | ast.Try):
                arm = next((name for name in ("body", "orelse", "finalbody") if inner in getattr(outer, name, [])), "")
                yield outer, arm
            inner = outer

    def within(self, node: ast.AST, outer: ast.AST) -> bool:
        loops = isinstance(outer, ast.For | ast.AsyncFor | ast.comprehension | ast.With)
        return not loops and (node is outer or outer in self.above(node))

    def branched(self, binding: ast.AST, use: ast.AST) -> bool:
        """Whether a binding stands in a branch that its use does not stand in."""
        around = {branch for branch, _ in self.arms(use)}
        return any(branch not in around for branch, _ in self.arms(binding))
