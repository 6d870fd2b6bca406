"""Scrolling containers for tables that may be wider than a phone."""

from html import escape


def scrolling(kind: str, name: str, content: str) -> str:
    """A box that scrolls sideways, also by keyboard, as HTML.

    Args:
        kind: Class of the element.
        name: Name of the box, for screen readers.
        content: The content, as HTML.
    """
    return f'<div class="{kind}" tabindex="0" role="group" aria-label="{escape(name)}">{content}</div>'
