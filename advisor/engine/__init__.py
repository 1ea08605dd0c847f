"""Decisions, rules, their order and the trace of how each choice was made."""

from advisor.engine.knowledge_base import Choice, KnowledgeBase, Outside, Settlement, Verdict
from advisor.engine.recording import Recorder
from advisor.engine.rules import Decision, Pick, Rule, Skip, Span, pick, skip

__all__ = [
    "Choice",
    "Decision",
    "KnowledgeBase",
    "Outside",
    "Pick",
    "Recorder",
    "Rule",
    "Settlement",
    "Skip",
    "Span",
    "Verdict",
    "pick",
    "skip",
]
