"""Every colour stands in one file."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from explainer.figures.palette import COLOURS, PALETTES, Theme, variables

ROOT = Path(__file__).parents[2]
HOME = ROOT / "assets" / "components" / "palette.json"
HEX = r"(?<![&\w])#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})\b"
LEVELS = r"\b(?:rgb|hsl)a?\((?!0, 0, 0, 0\))\d+[\s,]+\d"
COLOUR = re.compile(f"{HEX}|{LEVELS}")
"""Transparency is none."""
DRAWN_BY_STREAMLIT = {
    "primaryColor": "primary",
    "backgroundColor": "page",
    "secondaryBackgroundColor": "sidebar",
    "textColor": "text",
    "borderColor": "hairline",
}


def test_no_colour_stands_elsewhere() -> None:
    files = [ROOT / "app.py", *(file for room in ("assets", "explainer", "pages") for file in (ROOT / room).rglob("*"))]
    read = [file for file in files if file.suffix in {".py", ".js", ".css", ".svg", ".html"}]
    found = {
        str(file.relative_to(ROOT)): colours for file in read if (colours := COLOUR.findall(file.read_text("utf-8")))
    }
    assert HOME not in read
    assert found == {}
    assert COLOUR.search("fill: #FFF4E0")
    assert COLOUR.search('"rgb(255 255 255 / 9%)"')


@pytest.mark.parametrize("theme", PALETTES)
def test_streamlits_theme_has_the_same_colours(theme: Theme) -> None:
    """Streamlit reads its own file before any of ours."""
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][theme]
    colours = COLOURS[theme]
    sidebar = told.pop("sidebar")
    assert told == {option: colours[name] for option, name in DRAWN_BY_STREAMLIT.items()}
    assert sidebar == {"backgroundColor": colours["sidebar"], "secondaryBackgroundColor": colours["page"]}


def test_both_themes_have_the_same_colours() -> None:
    def shape(value: Any) -> Any:
        return {name: shape(one) for name, one in value.items()} if isinstance(value, dict) else type(value)

    assert shape(COLOURS["light"]) == shape(COLOURS["dark"])


def test_every_variable_that_a_style_sheet_uses_is_a_colour() -> None:
    known = set(re.findall(r"^(--cnn-[\w-]+):", variables(), re.MULTILINE))
    sheets = [file.read_text("utf-8") for file in (ROOT / "assets").rglob("*.css")]
    assert {name for sheet in sheets for name in re.findall(r"var\((--cnn-[\w-]+)", sheet)} <= known
    assert "--cnn-run-4: light-dark(#56616F, #A0ACBA);" in variables()
