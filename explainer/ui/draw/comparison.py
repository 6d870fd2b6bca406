"""The drawing compared with other digits: the two largest scores, average digits, and similar test images."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.drawing import Digit
from explainer.network import LOGITS
from explainer.resembling import hidden_vector, is_short_enough, nearest
from explainer.tracing import Trace
from explainer.ui import caches, many_images, session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.drawings import reference_to
from explainer.ui.frame import Frame
from explainer.ui.numbers import probability
from explainer.ui.pages import go_to
from explainer.ui.pictures import mosaic
from explainer.ui.piecewise import PARTS
from explainer.ui.references import ImageReference, LedgerPath

TEXT = "page.draw"
ALIKE = 8
"""The number of similar test images."""


def compare(frame: Frame, digit: Digit, trace: Trace) -> None:
    """Draws the comparison with other digits; computed only while its expander is open."""
    with st.expander(
        frame.text(f"{TEXT}.compare"), icon=":material/compare:", key="draw_compare", on_change="rerun"
    ) as unfolded:
        if unfolded.open:
            second = _guesses(frame, digit, trace)
            _averages(frame, digit, trace.prediction, second)
            if is_short_enough(frame.model.config):
                _alike(frame, trace)
            else:
                st.caption(frame.text(f"{TEXT}.alike_too_many"))


def _guesses(frame: Frame, digit: Digit, trace: Trace) -> int:
    """Draws the two classes with the largest scores, and a button to their ledger; returns the second class."""
    first, second = (int(place) for place in np.argsort(-trace.logits, kind="stable")[:2])
    shares = {name: probability(float(trace.probabilities[place])) for name, place in (("one", first), ("two", second))}
    text = frame.text
    st.markdown(text(f"{TEXT}.guesses", first=first, second=second, **shares))
    label = text(f"{TEXT}.to_ledger", first=first, second=second)
    if st.button(label, key="draw_ledger", icon=":material/account_tree:"):
        image = reference_to(digit.image)
        chosen = session.change(image=image, stage=LOGITS, trail=LedgerPath((first, second)))
        go_to("walkthrough", chosen)
    return second


def _averages(frame: Frame, digit: Digit, first: int, second: int) -> None:
    means = np.rint(caches.averages("train")[[first, second]]).astype(np.uint8)
    images = np.concatenate([mnist.unscale(digit.image)[np.newaxis], means])
    text = frame.text
    names = [text(f"{TEXT}.yours"), *(text("component.mosaic.average", label=label) for label in (first, second))]
    captions = [text(f"{TEXT}.yours"), *(text(f"{TEXT}.average", label=label) for label in (first, second))]
    mount("mosaic", *mosaic.few("means", images, names, captions, None, text), key="draw_means")


def _alike(frame: Frame, trace: Trace) -> None:
    """Draws the nearest test images. The first time, the vectors of all test images are computed, part by part."""
    model, text = frame.model, frame.text
    place = st.empty()
    parts = []
    for part in range(PARTS):
        # Visible only if a part is not yet in the cache.
        place.progress(part / PARTS, text(f"{TEXT}.looking"))
        parts.append(many_images.hidden_vectors(model.learned, part))
    place.empty()
    found = nearest(np.concatenate(parts), hidden_vector(trace), ALIKE)
    data = mnist.load()
    labels = [int(label) for label in data.y_test[found]]
    st.markdown(text(f"{TEXT}.alike", count=hidden_vector(trace).size))

    def choose(answer: Mapping[str, object]) -> None:
        picked = index_in(answer, "image", len(found))
        if picked is not None:
            session.change(image=ImageReference("test", int(found[picked])))

    named = zip(found.tolist(), labels, strict=True)
    names = [text("component.mosaic.name", index=index, label=label) for index, label in named]
    picture = mosaic.few("alike", data.x_test[found], names, [str(label) for label in labels], None, text)
    mount("mosaic", *picture, key="draw_alike", on_choice=choose)
