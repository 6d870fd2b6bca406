"""The tour on whole pages: it leads on and back, is left, taken up again, and gives back what it replaced."""

import pytest

from explainer.lessons.tour import TourStop, stops, title, tours
from explainer.text import Text
from tests.ui.pages import Open, html

TOTAL = len(stops("en"))
EVERY_STOP = [TourStop(number, tour) for tour in tours() for number in range(1, len(stops("en", tour)) + 1)]


@pytest.mark.parametrize("at", EVERY_STOP, ids=str)
def test_every_stop_opens_by_its_link(open_page: Open, at: TourStop, language: str) -> None:
    stop = stops(language, at.tour)[at.number - 1]
    app = open_page(stop.page, lang=language, tour=str(at), **stop.link)
    assert not app.error
    assert not app.warning
    assert app.query_params["tour"] == str(at)
    text = Text(language)
    assert f"<h2>{stop.title}</h2>" in html(app)
    assert text("page.tour.away") not in html(app)
    keys = {button.key for button in app.button}
    assert ("tour_back" in keys) == (at.number > 1)
    assert ("tour_next" in keys) == (at.number < len(stops(language, at.tour)))


def test_a_lesson_is_offered_left_and_taken_up_again_by_its_own_words(open_page: Open, language: str) -> None:
    text = Text(language)
    _, lesson, *_ = tours()
    words = {"title": title(language, lesson), "count": len(stops(language, lesson))}
    app = open_page("overview", lang=language, image="test-18")
    app.button(key="lesson_start_0").click().run()
    app.button(key="tour_next").click().run()
    assert app.query_params["tour"] == f"{lesson}-2"
    leave = app.button(key="tour_leave")
    assert leave.label == text("page.lesson.leave")
    leave.click().run()
    assert app.query_params["image"] == "test-18"
    again = open_page("overview", lang=language).button(key="lesson_start_0")
    assert again.label == text("page.lesson.resume", number=2, **words)


def test_next_and_back(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", tour="6", **stops("en")[5].link)
    app.button(key="tour_next").click().run()
    assert (app.query_params["tour"], app.query_params["stage"]) == ("7", "conv2d_2")
    app.button(key="tour_back").click().run()
    assert (app.query_params["tour"], app.query_params["stage"]) == ("6", "pooling2d_1")
    assert not app.error


def test_who_leaves_the_way_is_led_back(open_page: Open) -> None:
    app = open_page("build", lang="en", tour="6", **stops("en")[5].link)
    assert Text("en")("page.tour.away") in html(app)
    app.button(key="tour_return").click().run()
    assert app.query_params["stage"] == "pooling2d_1"


def test_who_leaves_the_tour_has_their_image_back_and_may_go_on_later(open_page: Open) -> None:
    app = open_page("overview", lang="en", image="test-7", model="bundled@2")
    start = app.button(key="tour_start")
    assert start.label == Text("en")("page.tour.begin", count=TOTAL)
    start.click().run()
    assert (app.query_params["tour"], app.query_params["image"]) == ("1", "test-18")
    app.query_params["tour"] = "3"
    app.run()
    app.button(key="tour_leave").click().run()
    assert "tour" not in app.query_params
    assert (app.query_params["image"], app.query_params["model"]) == ("test-7", "bundled@2")
    assert app.button(key="tour_start").label == Text("en")("page.tour.resume", number=3, count=TOTAL)
