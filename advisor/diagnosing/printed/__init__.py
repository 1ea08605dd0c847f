"""What loops print, as rows of numbers: a table of small readers, each of one kind of line."""

from advisor.diagnosing.printed.names import NUMBER, higher_is_better, is_of_log
from advisor.diagnosing.printed.numbers import MOST_EPOCHS, of_numbers, rise
from advisor.diagnosing.printed.programs import of_program
from advisor.diagnosing.printed.reading import of_text

__all__ = [
    "MOST_EPOCHS", "NUMBER", "higher_is_better", "is_of_log", "of_numbers", "of_program", "of_text", "rise",
]  # fmt: skip
