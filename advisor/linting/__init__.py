"""What is wrong with a config or a model, whoever made it: contradictions, and departures from the advice."""

from advisor.linting.config import check_config
from advisor.linting.finding import Finding, Severity

__all__ = ["Finding", "Severity", "check_config"]
