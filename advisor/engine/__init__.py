"""Decisions, rules, their order and the trace of how each choice was made."""

from advisor.engine.knowledge_base import Choice, KnowledgeBase, Outside, Settlement, Verdict
from advisor.engine.recording import Recorder
from advisor.engine.resettling import Resettler
from advisor.engine.rules import Decision, Pick, Pin, Rule, Skip, Span, UnanswerableError, pick, skip

__all__ = [
    "Choice",
    "Decision",
    "KnowledgeBase",
    "Outside",
    "Pick",
    "Pin",
    "Recorder",
    "Resettler",
    "Rule",
    "Settlement",
    "Skip",
    "Span",
    "UnanswerableError",
    "Verdict",
    "pick",
    "skip",
]
