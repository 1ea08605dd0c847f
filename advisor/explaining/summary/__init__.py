"""The advice in a few lines: what decides, the network and its training, what was assumed, what to know.

The terminal and the report page render it; nothing here knows how wide they are.
"""

from advisor.explaining.summary.assumed import Assumption
from advisor.explaining.summary.choices import Row
from advisor.explaining.summary.summary import Summary, summarize

__all__ = ["Assumption", "Row", "Summary", "summarize"]
