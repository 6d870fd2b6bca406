"""The class's digits: a student who sends one and takes it back, and a teacher who collects, shows and trains."""

import re
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.classroom import ClassDigits
from explainer.classroom import wall as limits
from explainer.evaluation.interval import wilson
from explainer.handwriting import handwriting
from explainer.text import Text
from explainer.training.models.weights import load_weights
from explainer.training.store.run_store import RunStore
from explainer.training.worker.attempt import train
from explainer.ui import caches
from explainer.ui.numbers import percent
from tests.ui.pages import JAPANESE, Open, button, html, labels, words
from tests.ui.test_class_page import ONE, OTHER, TEACHER, change, opened, seen
from tests.ui.test_draw_page import ONE as STROKE
from tests.ui.test_draw_page import SEVEN, draw
from tests.ui.test_payload import unpack

ACCURACIES = '<ul class="class-accuracies">'


def on_wall(code: str) -> ClassDigits:
    return caches.classrooms().drawings(seen(code))


def collecting(open_page: Open, language: str = "en") -> tuple[AppTest, str]:
    """A teacher who looks at the digits of a class that collects them, and its code."""
    app, code = opened(open_page, language)
    app.session_state["class_view"] = "digits"
    app.run()
    app.toggle(key=f"class_is_open_{language}").set_value(True).run()
    assert not app.exception
    assert not app.error
    assert seen(code).wall.is_open
    return app, code


def filled(code: str, count: int, wrong: int = 0) -> None:
    """Has two students send test images, some with a label that is not theirs."""
    data = mnist.load()
    with change(code) as store:
        for visitor in (ONE, OTHER):
            store.join(code, visitor, "an address")
        for place in range(count):
            label = (int(data.y_test[place]) + (place < wrong)) % 10
            store.send_drawing(code, (ONE, OTHER)[place % 2], data.x_test[place], label)


def computed(app: AppTest) -> AppTest:
    """The page once all answers are there."""
    for _ in range(200):
        app.run()
        assert not app.exception
        assert not app.error
        if ACCURACIES in html(app):
            return app
    raise AssertionError("Expected an evaluation; received none.")


def sent(app: AppTest, component: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a component is sent: meta and arrays."""
    part = next(one for one in app.get("bidi_component") if one.proto.component_name.endswith(f".{component}"))
    header, arrays = unpack(part.proto.bytes)
    return header["meta"], arrays


def with_label(app: AppTest, canvas: np.ndarray, label: int, language: str) -> None:
    """Draws and says which digit it is."""
    draw(app, canvas)
    app.run()
    pills = next(one for one in app.button_group if str(one.key).startswith("own_label_"))
    pills.set_value(label).run()
    assert not app.exception


def test_a_student_sends_a_drawing_and_takes_it_back(open_page: Open, language: str) -> None:
    text = Text(language)
    _, code = opened(open_page, language)
    student = open_page("draw", visitor=ONE, lang=language, **{"class": code})
    with_label(student, SEVEN, 7, language)
    # Nothing is offered before the teacher collects.
    assert "class_send" not in {one.key for one in student.button}
    with change(code) as store:
        store.set_wall(code, TEACHER, is_open=True)
    student.run()
    assert text("page.class.digits.notice") in words(student)
    assert len(on_wall(code)) == 0
    student.button(key="class_send").click().run()
    assert not student.error
    drawn = on_wall(code)
    assert drawn.digits.labels.tolist() == [7]
    assert drawn.digits.contains(caches.own_sets().get(ONE).images).all()
    # Forged by somebody else, the same drawing is refused with a sentence.
    forger = open_page("draw", visitor=OTHER, lang=language, **{"class": code})
    with_label(forger, SEVEN, 1, language)
    forger.button(key="class_send").click().run()
    assert [error.value for error in forger.error] == [text("error.class_drawing_known")]
    assert on_wall(code).digits.labels.tolist() == [7]
    student.button(key="class_take_back").click().run()
    assert not student.error
    assert len(on_wall(code)) == 0
    if language == "en":
        assert JAPANESE.search(words(student)) is None


def test_a_flood_and_a_closed_wall_are_said_to_be(open_page: Open, language: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "MOST_OF_MEMBER", 1)
    text = Text(language)
    _, code = collecting(open_page, language)
    student = open_page("draw", visitor=ONE, lang=language, **{"class": code})
    with_label(student, SEVEN, 7, language)
    student.button(key="class_send").click().run()
    with_label(student, STROKE, 1, language)
    student.button(key="class_send").click().run()
    assert [error.value for error in student.error] == [text("error.class_drawings_own", limit=1)]
    # It is closed while the page still offers to send.
    with change(code) as store:
        store.remove_drawing(code, TEACHER, on_wall(code).digits.images[0])
    student.run()
    caches.classrooms().store.set_wall(code, TEACHER, is_open=False)
    student.button(key="class_send").click().run()
    assert student.error[-1].value == text("error.class_wall_closed")
    assert len(on_wall(code)) == 0


def test_the_teacher_sees_what_keras_and_numpy_say(open_page: Open, language: str) -> None:
    text = Text(language)
    teacher, code = collecting(open_page, language)
    assert text("page.class.digits.none") in [one.value for one in teacher.info]
    filled(code, 20, wrong=3)
    computed(teacher)
    data = mnist.load()
    tracer, weights = caches.tracer(caches.bundle().config), load_weights(caches.bundle())
    traces = [tracer.trace(mnist.scale(image), weights) for image in data.x_test[:20]]
    answers = np.array([trace.prediction for trace in traces])
    given = on_wall(code).digits.labels
    right = int((answers == given).sum())
    assert right <= 17
    shown = html(teacher)
    assert text("page.class.digits.right_of", right=right, total=20) in shown
    low, high = wilson(right, 20)
    assert text("page.class.digits.between", low=percent(low), high=percent(high)) in shown
    # The picture: all digits in the order of their labels, the wrong ones with the model's answer.
    meta, arrays = sent(teacher, "wall")
    order = np.argsort(given, kind="stable")
    assert meta["counts"] == np.bincount(given, minlength=10).tolist()
    assert meta["wrong"] == [None if answers[place] == given[place] else answers[place] for place in order]
    assert np.array_equal(arrays["images"], on_wall(code).digits.images[order])
    # Or all in one order: as they came, or the surest first.
    came, sureness = list(on_wall(code).digits.images), [float(trace.probabilities.max()) for trace in traces]
    for name in ("arrival", "confidence"):
        choice = next(one for one in teacher.button_group if str(one.key).startswith("class_order_"))
        choice.set_value(name).run()
        assert not teacher.exception
        meta, arrays = sent(teacher, "wall")
        places = [next(one for one in range(20) if np.array_equal(came[one], image)) for image in arrays["images"]]
        assert sorted(places) == list(range(20))
        assert meta["counts"] == [20]
        assert meta["labels"] == given[places].tolist()
        assert meta["wrong"] == [None if answers[place] == given[place] else answers[place] for place in places]
        if name == "arrival":
            assert places == list(range(20))
        else:
            # Keras, asked one image at a time, may differ in the last digit.
            assert (np.diff([sureness[place] for place in places]) < 1e-5).all()
    # The mistakes, each with a link into the walkthrough.
    cards = sent(teacher, "answered")[0]["cards"]
    assert len(cards) == min(4, 20 - right)
    assert all("image=drawing" in card["walkthrough"] for card in cards)
    assert percent(float(np.median(handwriting(on_wall(code).digits.images).ink))) in shown
    if language == "en":
        assert JAPANESE.search(words(teacher) + re.sub(r"<[^>]*>", "", shown)) is None


def test_students_see_the_others_only_once_they_are_shown(open_page: Open, language: str) -> None:
    text = Text(language)
    teacher, code = collecting(open_page, language)
    filled(code, 6)
    student = open_page("class", visitor=ONE, lang=language, **{"class": code})
    assert ACCURACIES not in html(student)
    assert len(sent(student, "mosaic")[0]["names"]) == 3
    assert not labels(student) & {text("page.class.digits.remove"), text("page.class.digits.download")}
    teacher.run()
    teacher.toggle(key=f"class_is_shown_{language}").set_value(True).run()
    computed(student)
    assert len(sent(student, "wall")[0]["names"]) == 6
    # Another's drawing cannot be taken off, one's own can, and the teacher can take off any.
    images, writers = on_wall(code).digits.images, on_wall(code).writers
    other = next(place for place, name in enumerate(writers) if name != writers[0])
    for app, place, may in ((student, other, False), (student, 0, True), (teacher, other, True)):
        app.session_state["class_digit"] = images[place].tobytes()
        app.run()
        assert ("class_remove" in {one.key for one in app.button}) == may
    teacher.button(key="class_remove").click().run()
    assert not on_wall(code).digits.contains(images[other : other + 1])[0]
    assert len(on_wall(code)) == 5


def test_a_training_with_the_class_s_digits_is_tested_with_those_of_others(
    open_page: Open, store: RunStore, language: str
) -> None:
    text = Text(language)
    teacher, code = collecting(open_page, language)
    filled(code, 12)
    drawn = on_wall(code)
    learned, held_out = drawn.chosen(~drawn.held_out), drawn.chosen(drawn.held_out)
    computed(teacher)
    teacher.button(key="class_train").click().run()
    assert not teacher.exception
    teacher.switch_page("pages/train.py").run()
    assert not teacher.exception
    assert not teacher.error
    assert text("page.train.own_class", count=len(learned)) in words(teacher)
    teacher.query_params["network"] = "d9"
    teacher.query_params["training"] = teacher.query_params["training"][0].replace("n36000", "n100")
    teacher.run()
    button(teacher, "page.train.start", language).click().run()
    assert not teacher.error
    (run,) = store.runs()
    added = run.request().recipe.own_digits
    assert added is not None
    assert (added.images, added.digest) == (len(learned), learned.digits.digest)
    assert train(run).state == "finished"
    teacher.switch_page("pages/class.py")
    computed(teacher)
    shown = words(teacher)
    assert text("page.class.digits.held_out_lead", count=len(held_out), writers=1) in shown
    assert html(teacher).count(ACCURACIES) == 2
