"""Conditions that decide which sentence is true of a network, one module per topic.

A table maps a sentence's id to its variants and their conditions. The first variant whose condition holds is shown,
under the id `<id>_<variant>`. If none holds, the sentence `<id>` itself is shown.
"""

from explainer.claims.facts import Claims, Facts, variant_for

__all__ = ["Claims", "Facts", "variant_for"]
