"""The visitor's random id, kept in a cookie. This module has no heavy imports: the server needs it at startup."""

import re
import secrets

COOKIE = "inside_a_cnn_visitor"
"""Name of the cookie that holds the id."""
_PATTERN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def known_visitor(identifier: object) -> str | None:
    """The visitor's id that a browser sent; `None` if it is not a valid id."""
    return identifier if isinstance(identifier, str) and _PATTERN.fullmatch(identifier) else None


def new_visitor() -> str:
    """A new id of 144 random bits, which cannot be guessed."""
    return secrets.token_urlsafe(18)
