"""The visitor's id: random, in a cookie. Light, since it is needed before anything else is loaded."""

import re
import secrets

COOKIE = "inside_a_cnn_visitor"
"""Name of the cookie that holds it."""
_PATTERN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def known_visitor(identifier: object) -> str | None:
    """A visitor's id as a browser sent it; `None` if it cannot be one."""
    return identifier if isinstance(identifier, str) and _PATTERN.fullmatch(identifier) else None


def new_visitor() -> str:
    """An id that cannot be guessed: 144 random bits."""
    return secrets.token_urlsafe(18)
