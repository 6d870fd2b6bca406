"""Tables that may be wider than a phone."""

from html import escape


def scrolling(kind: str, name: str, content: str) -> str:
    """A box that scrolls sideways, by the keys too; who cannot see it hears what the keys have reached.

    Args:
        content: What is in it, as HTML.
    """
    return f'<div class="{kind}" tabindex="0" role="group" aria-label="{escape(name)}">{content}</div>'
