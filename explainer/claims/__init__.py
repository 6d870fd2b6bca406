"""Which sentences are true of which network: small conditions, one module a topic, and the sentences that they decide.

A sentence's id in the catalogue is true of every network, or of those that no variant of it is for. A table maps it to
its variants, each with a condition: where that holds, the sentence `<id>_<variant>` is said instead. Of several, the
first.
"""

from explainer.claims.facts import Claims, Facts, variant_for

__all__ = ["Claims", "Facts", "variant_for"]
