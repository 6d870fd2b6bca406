"""Widgets start with the value that they show, whichever of a page's runs a browser draws first."""

import pytest
from streamlit.testing.v1.element_tree import Widget

from tests.ui.pages import Open

LINKS = [
    ("evaluate", {"evaluation": "label8-answer5"}),
    ("build", {"network": "c8_avg2_d16"}),
    ("train", {"recipe": "own", "training": "e2_b64_adam-lr0.005-cycle0.3_n36000"}),
    ("data", {"image": "test-2035", "model": "bundled@2"}),
    ("compare", {"compare": "bundled@2"}),
    ("embedding", {"image": "test-2035"}),
    ("learning_step", {"batch": "recipe-1"}),
    ("learning_step", {"batch": "8-0-own7", "view": "gates"}),
]
WITH_OPTIONS = ("selectbox", "radio", "select_slider", "multiselect", "button_group")


def shown(widget: Widget) -> list[object]:
    """The value in the words of the options."""
    values = widget.value if isinstance(widget.value, list | tuple) else [widget.value]
    return [widget.format_func(value) for value in values]


def first_shown(widget: Widget) -> list[object]:
    """What a browser shows that draws the widget for the first time and was told no other value."""
    start = widget.proto.default
    return [widget.options[int(index)] for index in ([start] if isinstance(start, int) else start)]


def starts_empty(widget: Widget) -> bool:
    """Whether it can be emptied: Streamlit lets a visitor empty only what starts empty."""
    return "default" in {field.name for field in widget.proto.DESCRIPTOR.fields if field.has_presence} and (
        not widget.proto.HasField("default")
    )


@pytest.mark.parametrize(
    ("page", "parameters"), LINKS, ids=[f"{page}-{place}" for place, (page, _) in enumerate(LINKS)]
)
def test_widgets_start_with_what_they_show(
    open_page: Open, page: str, parameters: dict[str, str], language: str
) -> None:
    app = open_page(page, lang=language, **parameters)
    choices = [widget for kind in WITH_OPTIONS for widget in app.get(kind) if not starts_empty(widget)]
    assert choices
    assert [(widget.key, first_shown(widget)) for widget in choices] == [
        (widget.key, shown(widget)) for widget in choices
    ]
    assert all(map(first_shown, choices))
    fields = [field for field in app.number_input if not starts_empty(field)]
    assert [field.proto.default for field in fields] == [field.value for field in fields]
