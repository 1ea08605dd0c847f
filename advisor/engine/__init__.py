"""Decisions, rules, their order and the trace of how each choice was made."""

from advisor.engine.incremental import IncrementalResolver
from advisor.engine.knowledge_base import Choice, KnowledgeBase, Resolution, RuleResult
from advisor.engine.recording import Recorder
from advisor.engine.rules import Decision, Outside, Pick, Pin, Rule, Scope, Skip, Span, UnanswerableError, pick, skip

__all__ = [
    "Choice",
    "Decision",
    "IncrementalResolver",
    "KnowledgeBase",
    "Outside",
    "Pick",
    "Pin",
    "Recorder",
    "Resolution",
    "Rule",
    "RuleResult",
    "Scope",
    "Skip",
    "Span",
    "UnanswerableError",
    "pick",
    "skip",
]
