"""The lesson plans: fifty minutes, the same in every language, and every link opens."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from explainer.text import LANGUAGES, ORIGINALS
from tests.test_text import terms
from tests.ui.pages import Open

FOLDER = Path(__file__).resolve().parents[2] / "docs"
FILES = {language: FOLDER / f"lesson-plan.{language}.md" for language in LANGUAGES}
PLANS = {language: file.read_text(encoding="utf-8") for language, file in FILES.items() if file.is_file()}


def links(language: str) -> list[tuple[str, dict[str, str]]]:
    """Pages and parameters, in order."""
    found = [urlsplit(address) for address in re.findall(r"\((http://localhost:8501/[^)]*)\)", PLANS[language])]
    return [(parts.path.strip("/") or "overview", dict(parse_qsl(parts.query))) for parts in found]


def test_it_is_in_both_originals() -> None:
    assert PLANS.keys() >= set(ORIGINALS)


@pytest.mark.parametrize("language", PLANS)
def test_it_takes_fifty_minutes(language: str) -> None:
    assert sum(int(minutes) for minutes in re.findall(r"^\| (\d+) \|", PLANS[language], re.MULTILINE)) == 50


def test_all_languages_lead_to_the_same_places() -> None:
    there = {
        language: [(page, parameters | {"lang": ""}) for page, parameters in links(language)] for language in PLANS
    }
    assert [language for language in PLANS if there[language] != there["en"]] == []
    assert len(there["en"]) > 10


@pytest.mark.parametrize(("page", "parameters"), [link for language in ORIGINALS for link in links(language)])
def test_a_link_opens(open_page: Open, page: str, parameters: dict[str, str]) -> None:
    app = open_page(page, **parameters)
    assert not app.error
    assert not app.warning
    opened = {name: app.query_params[name] for name in parameters}
    assert opened == parameters


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_page_leads_to_the_same_places_on_its_own_server(open_page: Open, language: str) -> None:
    app = open_page("lesson_plan", lang=language)
    body = max((part.value for part in app.markdown), key=len)
    assert "](" not in body
    led = [urlsplit(unescape(address)) for address in re.findall(r'<a class="within" href="([^"]*)"', body)]
    there = [(parts.path.strip("./") or "overview", dict(parse_qsl(parts.query))) for parts in led]
    assert [place for place in there if place[0] != "classroom"] == links(language)
    assert "classroom" in dict(there)


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_classroom_page_is_read_in_both_languages(open_page: Open, language: str) -> None:
    app = open_page("classroom", lang=language)
    written = (FOLDER / f"classroom.{language}.md").read_text(encoding="utf-8")
    assert f"# {app.title[0].value}" == written.partition("\n")[0]
    commands = re.compile("`([^`]+)`")
    shown = commands.findall(max((part.value for part in app.markdown), key=len))
    assert shown == commands.findall(written)


@pytest.mark.parametrize("language", PLANS)
def test_a_notion_has_one_term(language: str) -> None:
    said = PLANS[language].lower()
    assert {word for instead in terms(language).values() for word in instead if word in said} == set()
