"""The ledger: two scores followed back to the pixels, column by column."""

from collections.abc import Iterable

import numpy as np

from explainer.ledger import Comparison, Node, PathStep, compare, follow, strongest
from explainer.network import LOGITS
from explainer.ui.components.payload import Scene, quantize
from explainer.ui.pictures.ledger_columns import Columns
from explainer.ui.pictures.ledger_lines import LedgerContext
from explainer.ui.pictures.ledger_meta import Meta


def scene(context: LedgerContext) -> Scene:
    """Describes the whole path for the component.

    Args:
        context: The network's answer, the two classes and the parts chosen.

    Returns:
        The payload's meta, see `Meta`, and the arrays: `image` `(28, 28)` in 8 bits and, for columns with a `sheet`,
        `terms_<level>` `(maps, height, width)` in 8 bits.

    Raises:
        ExplainerError: `trail_does_not_fit`, if the choices are not the network's.
    """
    trace = context.trace
    comparison = compare(trace, context.weights, *context.classes)
    choices = context.choices or (strongest(comparison.parts, comparison.value),)
    steps = follow(trace, context.weights, Node(LOGITS, (context.classes[0],)), choices)
    columns = Columns(context)
    meta: Meta = {
        "identity": f"ledger {context.config.fingerprint} {context.text.language}",
        "classes": list(context.classes),
        "choices": [step.chosen for step in steps if step.is_choice],
        "trail": context.trail,
        "columns": columns.of(comparison, steps),
        "limit": _largest_number(comparison, steps),
        "text": context.text.table("component.ledger"),
    }
    return meta, {"image": quantize(trace.stages[0].output[..., 0]), **columns.sheets}


def _largest_number(comparison: Comparison, steps: Iterable[PathStep]) -> float:
    """The largest number that a line may show, for the decimals that all of them share."""
    accounts = [comparison.first, comparison.second, *(step.account for step in steps)]
    signs = [np.maximum, np.minimum]
    return max(abs(float(sign(one.parts.terms, 0).sum())) for one in accounts for sign in signs)
