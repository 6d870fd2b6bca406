"""The README's screenshots show what the pages say today."""

import json
import re

import pytest

from explainer.lessons.files import lessons
from explainer.lessons.notes import Note
from explainer.text import written
from tests.screenshots import FOLDER, HEADINGS, SHOTS
from tests.test_text import ROOT

TAKEN = json.loads(HEADINGS.read_text(encoding="utf-8"))
HINT = "Take the screenshots anew: python -m tests.screenshots"
TELLING = 5
"""So many letters a sentence must have beside its placeholders; one with fewer would be like any heading."""
GAP = re.compile(r"\\{[^}]*\\}")
NUMBERED = re.compile(r"^[①-⑳]\s*")


def known(language: str) -> re.Pattern[str]:
    """What headings may be: sentences of the catalogue and titles of notes, with anything for their placeholders."""
    titles = [note.title for note in lessons("article", language, Note).values()]
    sentences = [re.escape(sentence.replace("**", "")) for sentence in (*written(language).values(), *titles)]
    telling = [each for each in sentences if not GAP.search(each) or _letters(each) >= TELLING]
    return re.compile("|".join(GAP.sub(".+", each) for each in telling))


def _letters(sentence: str) -> int:
    return len(re.findall(r"[^\W\d]", GAP.sub("", sentence)))


def parts(heading: str) -> list[str]:
    """A heading, and what stands in it after a stage's name or after a name of Keras."""
    whole = NUMBERED.sub("", heading)
    return [whole, whole.partition(": ")[2], whole.partition(" ")[2]]


def test_every_picture_of_the_readme_is_taken_by_the_command() -> None:
    shown = set(re.findall(r"assets/screenshots/([a-z0-9_]+\.png)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown == {f"{name}.png" for name in SHOTS} == set(TAKEN) == {path.name for path in FOLDER.glob("*.png")}


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_no_heading_is_older_than_the_catalogue(name: str) -> None:
    headings = TAKEN[name]["headings"]
    assert headings
    sentences = known(TAKEN[name]["language"])
    older = [heading for heading in headings if not any(map(sentences.fullmatch, parts(heading)))]
    assert older == [], HINT


def test_a_heading_that_nobody_says_is_found() -> None:
    sentences = known("en")
    assert not any(map(sentences.fullmatch, parts("As learned by heart of gold")))
    assert any(map(sentences.fullmatch, parts("Where it looked for the 3")))
