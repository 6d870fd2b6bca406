"""The colours of all that is drawn, whose one home is `assets/components/palette.json`."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

Theme = Literal["light", "dark"]

COLOURS: Mapping[str, Any] = MappingProxyType(
    json.loads(Path(__file__).parents[2].joinpath("assets", "components", "palette.json").read_text(encoding="utf-8"))
)
"""By theme, and those of the drawing canvas, which has none."""


@dataclass(frozen=True)
class Palette:
    """What figures take of a theme.

    Attributes:
        page: The page's background.
        text: Text; likewise `muted` for text that matters less.
        runs: One colour for each of up to five trainings.
        training: Whatever is measured on the training images.
        validation: Whatever is measured on the validation images.
        gap: The area between the two.
        ink: Dark writing on a pale colour; likewise `chalk`, bright writing on a dark one.
        ramps: The scales, each by its stops from 0 to the largest.
    """

    page: str
    text: str
    muted: str
    hairline: str
    focus: str
    runs: tuple[str, str, str, str, str]
    training: str
    validation: str
    gap: str
    chip: str
    ink: str
    chalk: str
    ramps: Mapping[str, Sequence[str]]

    def writing_on(self, colour: str) -> str:
        """Whichever of `ink` and `chalk` can be read better on a colour, `#RRGGBB`."""
        return max((self.ink, self.chalk), key=lambda writing: _contrast(writing, colour))


def _contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, brighter = sorted(map(_luminance, (first, second)))
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PALETTES: Mapping[Theme, Palette] = MappingProxyType(
    {
        theme: Palette(**{field.name: COLOURS[theme][field.name] for field in fields(Palette)})
        for theme in get_args(Theme)
    }
)


def variables() -> str:
    """A style sheet that gives every colour to the page, in the theme it has.

    Components get the same names from `publishPalette`: `--cnn-focus-tint`, and `--cnn-run-1` of the first training.
    """
    light, dark = ({**COLOURS[theme], **_numbered(COLOURS[theme]["runs"])} for theme in get_args(Theme))
    names = [name for name, colour in light.items() if isinstance(colour, str) and name != "name"]
    lines = [f"--cnn-{_hyphenated(name)}: light-dark({light[name]}, {dark[name]});" for name in names]
    return ":root {\n" + "\n".join(lines) + "\n}\n"


def _numbered(runs: list[str]) -> dict[str, str]:
    return {f"run-{number}": colour for number, colour in enumerate(runs, start=1)}


def _hyphenated(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
