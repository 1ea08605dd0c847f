"""What people take otherwise, each with its published defaults: `PEERS[name](part) -> answers`."""

from benchmarks.quality.peers.part import Answers, Part
from benchmarks.quality.peers.running import PEERS, peer

__all__ = ["PEERS", "Answers", "Part", "peer"]
