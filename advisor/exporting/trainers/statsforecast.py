"""Nixtla's statsforecast: a script that forecasts each series by itself, with statistics in place of a network."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.code import with_imports
from advisor.exporting.project import Project
from advisor.exporting.torch.rendering import (
    IMPORTS,
    MARK,
    rendered,
    requirements_of,
    template_environment,
    version,
)
from advisor.exporting.trainers.writing import refuse
from advisor.knowledge.predicates import MEDIAN, quantile_levels

if TYPE_CHECKING:
    from advisor.exporting.source import Source

RUN: Final = "python forecast.py --train train.csv --test test.csv"
SEASONS: Final = 20  # that are learnt from at most
LEAST_HISTORY: Final = 500  # steps, where seasons are short
REQUIRED: Final = "statsforecast>=2.0,<3"
OWN: Final = {
    "AutoARIMA": "from statsforecast.models import AutoARIMA",
    "AutoETS": "from statsforecast.models import AutoETS",
    "DynamicOptimizedTheta": "from statsforecast.models import DynamicOptimizedTheta",
    "SeasonalNaive": "from statsforecast.models import SeasonalNaive",
    "StatsForecast": "from statsforecast import StatsForecast",
}
DATA: Final = ("HORIZON", "PERIOD", "add_arguments", "examples_in", "facts_of", "guarded", "series_of")
README: Final = """# Statistical forecasts of each series by itself

Written by advisor {version}. Where series are many and short, these err less than most networks: run them before one is
trained, and on the same files, so that the numbers stand beside each other.

```
pip install -r requirements.txt
{run}
```

`metrics.json` holds the scores of each model on the steps of `--test` (without it, on the last {horizon} steps of each
series, which are held out), and predictions.csv the forecasts of what follows the last step.{more}
"""


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where nothing is forecast, or several values at once."""
    problem = source.problem
    data = problem.data
    if problem.task != "forecasting":
        raise refuse("statsforecast", f"{data.kind} data for {problem.task}: it is for forecasts", "", "problem.task")
    if data.outputs > 1:
        raise refuse("statsforecast", f"{data.outputs} values at once", "", "problem.data.outputs")
    levels = quantile_levels(problem) if data.quantiles else []
    widths = sorted({round(200 * abs(level - MEDIAN), 6) for level in levels} - {0.0})  # of intervals, in percent
    period = data.period or 1
    context: dict[str, Any] = {
        "version": version(),
        "run": RUN,
        "pieces": ["data/steps.py.j2"],
        "why": lambda path, margin=0: "",
        "lookback": 0,
        "horizon": data.horizon,
        "period": period,
        "history": max(LEAST_HISTORY, SEASONS * period),
        "series": data.series,
        "clock": data.time_column,
        "apart": data.group_column,
        "value": data.target,
        "variables": data.covariates,
        "gaps": data.missing > 0,
        "levels": levels,
        "widths": [int(width) if width.is_integer() else width for width in widths],
    }
    environment = template_environment("advisor.exporting.trainers", "advisor.exporting.torch")
    reading = with_imports(rendered(environment, "data.py.j2", context), MARK, IMPORTS, {})
    script = rendered(environment, "statsforecast.py.j2", context)
    files = {
        "data.py": reading,
        "forecast.py": with_imports(script, MARK, IMPORTS | OWN, dict.fromkeys(DATA, "data")),
    }
    notes = ["data.covariates: other variables are not used by these models"] if data.covariates else []
    more = f"\n\nNot expressed: {notes[0]}." if notes else ""
    files |= {
        "requirements.txt": requirements_of(files, [REQUIRED]),
        "README.md": README.format(version=version(), run=RUN, horizon=data.horizon, more=more),
    }
    return Project(files, notes)
