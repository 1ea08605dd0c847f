"""Tables for tests: of columns that are counted, or measured one by one."""

from typing import Any

import msgspec

from advisor.problem import Problem
from advisor.problem.facts import Column, Facts

AGE = Column(name="age", type="numeric", distinct=80)
CITY = Column(name="city", type="categorical", distinct=150)
SEX = Column(name="sex", type="categorical", distinct=2)


def table(**facts: Any) -> Problem:
    return Problem(**{"task": "binary", "rows": 10_000, "features": 20, **facts})


def measured(*its: Column, **facts: Any) -> Problem:
    """A table whose columns are known one by one."""
    sizes = [column.distinct for column in its if column.type == "categorical"]
    counted = {"features": len(its), "categorical": len(sizes)}
    if sizes:
        counted |= {"cardinality": max(sizes), "data.levels": sum(sizes)}
    base = table(**{**counted, **facts})
    data = msgspec.structs.replace(base.data, columns=its)
    return Problem.from_facts(
        Facts(
            task=base.task,
            data=data,
            compute=base.compute,
            priorities=base.priorities,
            observed=base.observed,
        ),
        {},
    )
