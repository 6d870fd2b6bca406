"""How much prose a page shows before anybody clicks."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Expander

from tests.ui.pages import JAPANESE

PROSE = ("title", "header", "subheader", "markdown", "caption", "html", "info", "success", "warning", "error")
MARKS = re.compile(r"<style.*?</style>|<table.*?</table>|\*\*|`|:material/\w+:", re.DOTALL)
MOST = {"en": 160, "ja": 330}
"""Words, or characters of Japanese, that a page may show at once; Chinese needs fewer for the same."""


def prose(app: AppTest) -> str:
    """What is written on a page, without the sidebar, what is folded, controls, and components."""
    return "\n".join(_written(app.main))


def amount(text: str, language: str) -> int:
    """How long prose is: in words, or for Japanese in kana and kanji."""
    if language == "ja":
        return len(JAPANESE.findall(text))
    return sum(any(map(str.isalpha, word)) for word in text.split())


def _written(block: Block) -> Iterator[str]:
    for child in block.children.values():
        if isinstance(child, Expander):
            yield child.label
            if not child.proto.expanded:
                continue
        if isinstance(child, Block):
            if child.type != "popover":
                yield from _written(child)
        elif child.type in PROSE:
            said = child.proto.body if child.type == "html" else child.value
            reader = _Reader()
            reader.feed(MARKS.sub("", said))
            yield "".join(reader.shown)


class _Reader(HTMLParser):
    """Takes what is seen of HTML: what a term means opens at a click only."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span" and (self._hidden or "popover" in dict(attrs)):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._hidden:
            self._hidden -= 1
        elif tag in ("p", "h2", "h3", "li", "td", "th", "div"):
            self.shown.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.shown.append(data)
