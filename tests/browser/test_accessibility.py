"""No page keeps anybody out: axe, the usual scanner, looks at every page and stage, also inside of components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from explainer.network import ARTICLE
from explainer.text import Text
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]

PATHS = (
    *("", "draw", "train", "time_machine", "runs"),
    *("build", "build?network=c64_max2_c32_max2_c32-k7_d128", "compare?compare=bundled@0,bundled"),
    *(f"article?line={line}" for line in ("labels_train", "conv2d_1.Conv2D.strides", "compile", "summary")),
    "article?line=conv2d_2&network=c64_max7_c32-k7_max2_d128",
    *(f"walkthrough?stage={stage.name}" for stage in ARTICLE.stages),
)
FAILING = {"serious", "critical"}

# What Streamlit draws itself and leaves us no way to mend: rule, and what the element's selector contains.
STREAMLITS_OWN: tuple[tuple[str, str], ...] = ()


def findings(page: Page) -> list[str]:
    """What axe finds serious, one line an element."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in violations
        if violation["impact"] in FAILING
        for node in violation["nodes"]
        if not any(violation["id"] == rule and part in str(node["target"]) for rule, part in STREAMLITS_OWN)
    ]


@pytest.mark.parametrize(("scheme", "language", "width"), [("light", "en", 1400), ("dark", "ja", 390)])
def test_nothing_serious(visit: Visit, scheme: str, language: str, width: int) -> None:
    visitor = visit(width=width, color_scheme=scheme, has_touch=width < 640)
    found = {}
    for path in PATHS:
        page = visitor.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
        shown = page.locator(".cnn, .st-key-training-recipes, [data-testid=stFileUploader]")
        expect(shown.filter(visible=True).first).to_be_visible()
        found[path] = findings(page)
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_scanner_sees_into_components(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1")
    page.get_by_role("button", name=Text("en")("component.transport.play")).evaluate(
        "button => { for (const name of ['aria-label', 'title']) button.removeAttribute(name); }"
    )
    assert [line.split(":")[0] for line in findings(page)] == ["button-name"]
