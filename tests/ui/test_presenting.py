"""Present mode, and the QR code of what is shown."""

from urllib.parse import unquote

import pytest
import segno

from explainer.ui.pages import PAGES, adjacent_pages
from explainer.ui.presenting import is_loopback, qr_code
from tests.ui.pages import Open


def test_present_mode_is_in_the_link_and_ends(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language, stage="conv2d_1")
    app.button(key="present").click().run()
    assert app.query_params["present"] == "1"
    assert app.query_params["stage"] == "conv2d_1"
    app.button(key="present_end").click().run()
    assert "present" not in app.query_params
    assert not app.error


def test_pages_follow_one_another_in_the_order_of_the_menu() -> None:
    names = list(PAGES)
    assert [adjacent_pages(name) for name in names] == list(zip([None, *names], [*names[1:], None], strict=False))


def test_the_code_shows_the_same_view_without_presenting_it(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="conv2d_1", image="test-18", present="1")
    app.button(key="share").click().run()
    address = app.code[-1].value
    assert address.endswith("?lang=en&model=bundled&image=test-18&stage=conv2d_1")
    assert qr_code(address) in "".join(element.proto.body for element in app.get("html"))


def test_a_code_is_that_of_its_address() -> None:
    address = "http://192.168.0.7:8501/walkthrough?lang=ja&network=" + "c64_" * 100
    kind, _, picture = qr_code(address).partition(",")
    code = segno.make_qr(address, error="L")
    assert kind.startswith("data:image/svg+xml")
    assert f"viewBox='0 0 {code.symbol_size(border=4)[0]} " in unquote(picture)


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("http://localhost:8501/", True),
        ("http://127.0.0.1:8501/draw?lang=ja", True),
        ("http://[::1]/", True),
        ("http://192.168.0.7:8501/", False),
        ("https://cnn.school.example/", False),
    ],
)
def test_who_shares_an_address_of_this_computer_only_is_told(address: str, only_here: bool) -> None:
    assert is_loopback(address) is only_here
