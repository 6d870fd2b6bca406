"""Tracing one output value back through the network: its parts, their parts, down to the pixels."""

from explainer.ledger.accounts import Account, Node, Part, Parts, account
from explainer.ledger.paths import Comparison, PathStep, compare, follow, origin, strongest

__all__ = [
    "Account",
    "Comparison",
    "Node",
    "Part",
    "Parts",
    "PathStep",
    "account",
    "compare",
    "follow",
    "origin",
    "strongest",
]
