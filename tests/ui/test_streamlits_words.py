"""What Streamlit says in English alone is said in the visitor's language, as long as it says just that."""

from pathlib import Path

import pytest
import streamlit

from explainer.text import Text
from explainer.ui.pictures import page

PUT_TOGETHER = " exist"
"""Where Streamlit puts together what it says of a page that is not there."""
SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"


def test_streamlit_still_says_so() -> None:
    written = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS.glob("*.js"))
    said = [part for words in (page.NAMES, page.SENTENCES) for english in words for part in english.split(page.GAP)]
    # What stands in a gap, and whether it is one or many, is put in between; so is what ends a sentence.
    parts = [half for part in said for half in part.removeprefix(" options").split(PUT_TOGETHER)]
    assert [part for part in parts if part and part not in written] == []


@pytest.mark.parametrize("words", [page.NAMES, page.SENTENCES], ids=["names", "sentences"])
def test_what_is_said_instead_keeps_the_gap(words: dict[str, str]) -> None:
    japanese = page._own_words(Text("ja"), words)
    assert list(japanese) == list(words)
    for english, own in japanese.items():
        assert (own != english, own.count(page.GAP)) == (True, english.count(page.GAP))
    assert page._own_words(Text("en"), words) == {}
