"""The numbers that stand in the rules of a decision: its boundaries mostly lie at one of them."""

from functools import cache
from opcode import opmap
from types import CodeType, FunctionType
from typing import Any, Final

from advisor.engine import Decision

SMALL_INT: Final = opmap.get("LOAD_SMALL_INT")  # from CPython 3.14 on, which keeps 0 to 255 out of a code's constants


@cache
def constants(decision: Decision[Any]) -> frozenset[float]:
    """The numbers that a decision's rules name, and those that the functions they call name."""
    found: set[float] = set()
    seen: set[Any] = set()
    for function in (decision.applies, *(rule.call for rule in decision.rules)):
        _of_function(function, found, seen)
    return frozenset(found)


def _of_function(function: Any, found: set[float], seen: set[Any]) -> None:
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith("advisor."):
        return
    seen.add(function)
    _of_code(function.__code__, function.__globals__, found, seen)


def _of_code(code: CodeType, around: dict[str, Any], found: set[float], seen: set[Any]) -> None:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _of_code(constant, around, found, seen)
        else:
            _of_value(constant, found, seen)
    instructions = zip(code.co_code[::2], code.co_code[1::2], strict=True)
    found.update(float(argument) for operation, argument in instructions if operation == SMALL_INT)
    for name in code.co_names:
        if name in around:
            _of_value(around[name], found, seen)


def _of_value(value: Any, found: set[float], seen: set[Any]) -> None:
    if isinstance(value, bool | str):
        return
    if isinstance(value, int | float):
        found.add(float(value))
    elif isinstance(value, tuple | list | frozenset | set):
        for item in value:
            _of_value(item, found, seen)
    elif isinstance(value, dict):
        for item in value.values():
            _of_value(item, found, seen)
    else:
        _of_function(value, found, seen)
