"""The class's digits as one picture, and the model's accuracy on them compared with MNIST's test images."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import get_args

import streamlit as st

from explainer.classroom import ClassDigits, ClassroomStore, Snapshot
from explainer.classroom.snapshot import member_name
from explainer.evaluation.interval import wilson
from explainer.evaluation.scores import Evaluation
from explainer.handwriting import MEASURES, handwriting
from explainer.mnist import Images, scale
from explainer.text import Text
from explainer.ui import caches, class_now, many_images, session
from explainer.ui.class_now import TEXT
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.drawings import reference_to
from explainer.ui.evaluate.evaluation import cards, evaluated
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.pages import go_to
from explainer.ui.pictures import wall as picture
from explainer.ui.tables import scrolling
from explainer.ui.widgets import segments

WALL = f"{TEXT}.digits"
CHOSEN = "class_digit"
"""Session key: the pixels of the selected drawing."""
ORDERS: tuple[picture.Order, ...] = get_args(picture.Order)
_ORDER = "class_order"
"""Session key: the chosen one of `ORDERS`."""
SURE_MISTAKES = 4
"""The number of mistakes shown as cards."""


def wall(frame: Frame, snapshot: Snapshot) -> None:
    """Draws all digits of the class with the model's accuracy, its mistakes and the measures of the handwriting."""
    text, drawn = frame.text, caches.classrooms().drawings(snapshot)
    if not len(drawn):
        st.info(text(f"{WALL}.none"), icon=":material/draw:")
        return
    on_mnist = evaluated(frame, frame.model)
    evaluation = None
    if on_mnist is not None:
        predictions = many_images.class_predictions(frame.model.learned, drawn.digits.images)
        evaluation = Evaluation(predictions, drawn.digits.labels)
    left, right = st.columns([8, 7], gap="medium")
    with left:
        _picture(frame, drawn, evaluation)
        _about_one(frame, snapshot, drawn)
    with right:
        if evaluation is not None and on_mnist is not None:
            st.header(text(f"{WALL}.accuracy"), anchor=False)
            ours = text(f"{WALL}.ours", count=evaluation.total)
            accuracies(text, ((ours, evaluation), (text(f"{WALL}.mnist"), on_mnist)))
            st.caption(text(f"{WALL}.interval"))
        _differences(text, drawn.digits.images)
    if evaluation is not None and evaluation.wrong:
        st.header(text(f"{WALL}.mistakes"), anchor=False)
        st.caption(text(f"{WALL}.mistakes_lead", count=evaluation.wrong))
        found = evaluation.mistakes()[:SURE_MISTAKES]
        cards(frame, "own", found, (evaluation,), SURE_MISTAKES, drawn.digits.images, "class")


def accuracies(text: Text, rows: Sequence[tuple[str, Evaluation]]) -> None:
    """Draws accuracies as bars, with their 95 % confidence intervals."""
    st.html(f'<ul class="class-accuracies">{"".join(_accuracy(text, *row) for row in rows)}</ul>')


def _accuracy(text: Text, name: str, evaluation: Evaluation) -> str:
    low, high = wilson(evaluation.right, evaluation.total)
    counted = text(f"{WALL}.right_of", right=evaluation.right, total=evaluation.total)
    between = text(f"{WALL}.between", low=percent(low), high=percent(high))
    return (
        f"<li><span>{escape(name)}</span><small>{escape(counted)}</small>"
        f'<span class="bar" aria-hidden="true"><i style="width: {100 * evaluation.accuracy:.2f}%"></i>'
        f'<b style="left: {100 * low:.2f}%; width: {100 * (high - low):.2f}%"></b></span>'
        f"<strong>{escape(percent(evaluation.accuracy))}</strong><small>{escape(between)}</small></li>"
    )


def chosen_in(drawn: ClassDigits) -> int | None:
    """The index of the selected drawing; `None` if it is not among these."""
    pixels = session.remembered(CHOSEN, None)
    if pixels is None:
        return None
    places = (place for place, image in enumerate(drawn.digits.images) if image.tobytes() == pixels)
    return next(places, None)


def chooser(images: Images) -> Callable[[Mapping[str, object]], None]:
    """Returns a callback that selects the drawing that was clicked.

    Args:
        images: The drawings in the picture's order.
    """

    def choose(answer: Mapping[str, object]) -> None:
        place = index_in(answer, "image", len(images))
        session.remember(CHOSEN, None if place is None else images[place].tobytes())

    return choose


def _picture(frame: Frame, drawn: ClassDigits, evaluation: Evaluation | None) -> None:
    text = frame.text
    possible = tuple(order for order in ORDERS if evaluation is not None or order != "confidence")
    wanted: picture.Order = session.remembered(_ORDER, ORDERS[0])
    order = wanted if wanted in possible else ORDERS[0]
    segments(
        text(f"{WALL}.order"),
        possible,
        order,
        lambda name: session.remember(_ORDER, name),
        key=f"{_ORDER}_{len(possible)}",
        words=lambda name: text(f"{WALL}.order_{name}"),
        label_visibility="collapsed",
    )
    places = picture.arranged(drawn.digits, order, evaluation)
    scene = picture.scene(drawn.digits, order, places, evaluation, chosen_in(drawn), text)
    mount("wall", *scene, key="class_wall", on_choice=chooser(drawn.digits.images[places]))


def _about_one(frame: Frame, snapshot: Snapshot, drawn: ClassDigits) -> None:
    """Draws the actions for the selected drawing: follow it; for its writer and teachers, remove it."""
    text, place = frame.text, chosen_in(drawn)
    if place is None:
        return
    image, teaches = drawn.digits.images[place], snapshot.teaches(frame.visitor)
    with st.container(horizontal=True, gap="small"):
        if st.button(text("page.draw.follow"), key="class_follow_digit", icon=":material/conversion_path:"):
            go_to("walkthrough", session.change(image=reference_to(scale(image)), stage=None, trail=None))
        if not teaches and drawn.writers[place] != member_name(snapshot.salt, frame.visitor):
            return

        def remove(store: ClassroomStore) -> None:
            store.remove_drawing(snapshot.code, frame.visitor, image)

        st.button(
            text(f"{WALL}.{'remove' if teaches else 'take_back'}"),
            key="class_remove",
            icon=":material/delete:",
            on_click=class_now.change_class,
            args=(snapshot.code, remove),
        )


def _differences(text: Text, images: Images) -> None:
    """Draws a table of the class's handwriting beside MNIST's, with the usual range of MNIST's digits."""
    st.header(text(f"{WALL}.differences"), anchor=False)
    ours, usual = handwriting(images), caches.usual_handwriting()
    titles = "".join(
        f'<th scope="col">{escape(text(f"{WALL}.{name}"))}</th>'
        for name in ("measure", "ours_middle", "mnist_middle", "mnist_usual")
    )
    rows = []
    for measure in MEASURES:
        low, middle, high = (_written(text, measure, value) for value in usual.quantiles(measure))
        own = _written(text, measure, ours.quantiles(measure)[1])
        cells = "".join(f"<td>{escape(words)}</td>" for words in (own, middle, f"{low} – {high}"))
        rows.append(f'<tr><th scope="row">{escape(text(f"{WALL}.{measure}"))}</th>{cells}</tr>')
    table = f"<table><thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    st.html(scrolling("class-differences", text(f"{WALL}.differences"), table))
    st.caption(text(f"{WALL}.differences_hint"))


def _written(text: Text, measure: str, value: float) -> str:
    return percent(value) if measure == "ink" else text(f"{WALL}.pixels", value=f"{value:.1f}")
