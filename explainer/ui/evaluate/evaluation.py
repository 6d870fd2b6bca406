"""The evaluation of the model in use on all test images, and cards of images with its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from explainer import mnist
from explainer.attribution.view import AttributionView
from explainer.evaluation.scores import Evaluation, Indices
from explainer.evaluation.view import EvaluationView
from explainer.mnist import Images
from explainer.network import LOGITS
from explainer.ui import session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.drawings import reference_to
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link
from explainer.ui.pictures import answered
from explainer.ui.pictures.answered import Sheet
from explainer.ui.piecewise import predicted
from explainer.ui.places import place
from explainer.ui.references import LedgerPath
from explainer.ui.terms import paragraph

TEXT = "page.evaluate"


def heading(frame: Frame) -> Evaluation | None:
    """Draws the title, accuracy and loss; returns the evaluation, or `None` while it is being computed."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return None
    values = {"total": evaluation.total, "right": evaluation.right, "wrong": evaluation.wrong}
    paragraph(frame, f"{TEXT}.lead", **values, accuracy=percent(evaluation.accuracy, 2), loss=f"{evaluation.loss:.4f}")
    page_link(frame, "embedding", frame.text(f"{TEXT}.to_map"))
    if frame.model.epoch == 0:
        st.info(frame.text(f"{TEXT}.untrained"), icon=":material/info:")
    return evaluation


def evaluated(frame: Frame, model: ModelInUse) -> Evaluation | None:
    """The evaluation of a model on all test images; `None` while it is being computed, with a progress bar.

    It is assembled again for each part of the page: keeping it would take a megabyte per visitor.
    """
    found = predicted(frame, (model,))
    return None if found is None else Evaluation(found[0], mnist.load().y_test)


def view_of(frame: Frame) -> EvaluationView:
    """The page's part of the link, or its default."""
    return frame.session.evaluation or EvaluationView()


def look(view: EvaluationView, **others: Any) -> None:
    """Changes the page's part of the link, for a callback.

    Args:
        **others: Other fields of `Session`.
    """
    session.change(evaluation=view, **others)


def cards(
    frame: Frame,
    field: str,
    found: Indices,
    evaluations: Sequence[Evaluation],
    page_size: int,
    own: Images | None = None,
    naming: str = "own",
) -> None:
    """Draws a page of images with their probabilities and their links.

    Args:
        field: The field of `EvaluationView` that holds the page; also the name of the cards.
        found: The indices of all images, in order.
        evaluations: One per network; the first is of the model in use.
        own: Drawn digits, `(n, 28, 28)`, 0 to 255; `None` for the test images.
        naming: The naming of drawn digits; see `answered.scene`.
    """
    view = view_of(frame)
    sheet = Sheet(found, getattr(view, field), page_size)

    def turn(answer: Mapping[str, object]) -> None:
        page = index_in(answer, "page", sheet.pages)
        if page is not None:
            look(turned(view, field, page))

    def addresses(index: int, label: int, answer: int) -> tuple[str, str, str]:
        image = f"test-{index}" if own is None else str(reference_to(mnist.scale(own[index])))
        trail = LedgerPath() if label == answer else LedgerPath((answer, label))
        ledger = {"image": image, "stage": LOGITS, "trail": str(trail)}
        looked = {"image": image, "look": str(AttributionView())}
        return (
            place(frame, "walkthrough", {"image": image}).address,
            place(frame, "walkthrough", ledger).address,
            place(frame, "attribution", looked).address,
        )

    images = mnist.load().x_test if own is None else own
    scene = answered.scene(images, evaluations, sheet, addresses, frame.text, naming="" if own is None else naming)
    mount("answered", *scene, key=f"evaluate_{field}", on_choice=turn)


def turned(view: EvaluationView, field: str, page: int) -> EvaluationView:
    """The view with another page of images.

    Args:
        field: The field of `EvaluationView` that holds the page.
        page: The page, from 0.
    """
    changes: dict[str, int] = {field: page}
    return replace(view, **changes)
