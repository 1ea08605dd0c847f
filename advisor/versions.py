"""The version of this program, which every document that it writes carries."""

__version__ = "0.1.0"
