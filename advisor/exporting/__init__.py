"""From a config to what other programs run: a module or package per target, each free of advisor at run time."""

from advisor.exporting.project import Project
from advisor.exporting.source import Source, read_source
from advisor.exporting.targets import TARGETS, Target, export

__all__ = ["TARGETS", "Project", "Source", "Target", "export", "read_source"]
