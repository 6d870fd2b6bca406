"""Formatting of durations and times in the visitor's language."""

import time
from datetime import timedelta

from babel import Locale
from babel.dates import format_timedelta
from babel.units import format_unit

from explainer.text import UNSPACED, Text


def about(seconds: float, text: Text) -> str:
    """A duration in one rounded unit, e.g. "about 2 minutes"."""
    duration = timedelta(seconds=max(1, round(seconds)))
    return text("page.train.about", duration=_tight(format_timedelta(duration, locale=_locale(text)), text))


def exact(seconds: float, text: Text) -> str:
    """A duration to the second, e.g. "1 min 5 sec"."""
    minutes, rest = divmod(round(seconds), 60)
    parts = [(minutes, "minute"), (rest, "second")] if minutes else [(rest, "second")]
    words = (format_unit(value, unit, "short", locale=_locale(text)) for value, unit in parts)
    return _tight(" ".join(words), text)


def ago(timestamp: float, text: Text) -> str:
    """The time passed since a moment, e.g. "3 minutes ago".

    Args:
        timestamp: In seconds since 1970.
    """
    passed = timedelta(seconds=min(-1.0, timestamp - time.time()))
    return _tight(format_timedelta(passed, add_direction=True, locale=_locale(text)), text)


def _locale(text: Text) -> Locale:
    return Locale.parse(text.language, sep="-")


def _tight(words: str, text: Text) -> str:
    # Unlike babel, Japanese and Chinese set no space between a number and its unit.
    return words.replace(" ", "") if text.language.startswith(UNSPACED) else words
