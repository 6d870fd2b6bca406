"""The ways from other pages to where the model looked."""

from __future__ import annotations

from explainer.attribution.view import AttributionView
from explainer.network import Stage
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.query import render


def fresh_link(frame: Frame, digit: int | None = None) -> dict[str, str]:
    """A link's parameters for the model and the image in use, with nothing covered by hand yet.

    Args:
        frame: The page's frame.
        digit: The class; `None` for the predicted one.
    """
    return render(frame.session) | {"look": str(AttributionView(digit))}


def to_attribution(frame: Frame, stage: Stage) -> None:
    """Links there from the scores and the probabilities: for the first class of the ledger, if that is open.

    Args:
        frame: The page's frame.
    """
    if stage.layer != frame.model.config.built[-1].name:
        return
    trail = frame.session.trail if stage.is_logits else None
    digit = trail.classes[0] if trail is not None and trail.classes is not None else None
    page_link(frame, "attribution", frame.text("page.attribution.enter"), fresh_link(frame, digit))
