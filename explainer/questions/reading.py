"""Parsing of typed numbers: half-width or full-width digits, any minus sign, a decimal point or comma."""

import math
import re
import unicodedata

LONGEST = 40

_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\u2500", "-"))
"""Hyphens, dashes, the minus sign, and characters that Japanese keyboards type instead."""
_COMMAS = str.maketrans({"\u3001": ",", "\uff64": ",", "\u3002": ".", "\uff61": ".", "\u00b7": ".", "\u30fb": "."})
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_SQUARE = re.compile(r"(\d+) *[x\u00d7*] *(\d+)")


def read_answer(text: str, *, is_whole: bool = False) -> float | None:
    """Parses a number; returns `None` if that is impossible.

    Args:
        text: The typed text. A comma is a thousands separator where possible, otherwise a decimal point.
        is_whole: Whether an integer is expected: then `1,234` is 1234, and `26×26` is 26.
    """
    if len(text) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).translate(_COMMAS)
    plain = "".join(plain.split()).removesuffix("%").lower()
    square = _SQUARE.fullmatch(plain)
    if is_whole and square is not None:
        return float(square[1]) if square[1] == square[2] else None
    if _THOUSANDS.fullmatch(plain) and (is_whole or plain.count(",") > 1 or "." in plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".", 1)
    if not plain.isascii() or _NUMBER.fullmatch(plain) is None:
        return None
    value = float(plain)
    return value if math.isfinite(value) else None
