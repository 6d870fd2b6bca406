"""No page keeps anybody out: axe, the usual scanner, looks at every page and stage, also inside of components.

And what the keys reach is seen, nothing is cut off at 320 pixels, and a file is asked for in the visitor's language.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from explainer.network import ARTICLE
from explainer.text import ORIGINALS, Text
from explainer.ui.pages import PAGES
from tests.browser.conftest import Visit

CHOSEN = (
    *("", "article", "data", "draw", "train", "time_machine", "runs", "glossary?term=kernel"),
    *("lesson_plan", "classroom", "class"),
    "filters?stage=conv2d_1&filter=0&edit=6~0",
    *("evaluate?against=bundled@1", "attribution", "embedding?map=pca-1014"),
    *("learning_step", "learning_step?view=why", "learning_step?view=gates&stage=pooling2d_1"),
    *("learning_step?view=update", "learning_step?view=play", "learning_step?view=update&question=0"),
    *("lab", "lab?convolution=g3_k5-blur", "lab?lab=pooling", "lab?lab=shift", "lab?lab=optimizers"),
    *("build", "build?network=c64_max2_c32_max2_c32-k7_d128", "compare?compare=bundled@0,bundled"),
    *(f"article?line={line}" for line in ("labels_train", "conv2d_1.Conv2D.strides", "compile", "summary")),
    "article?line=conv2d_2&network=c64_max7_c32-k7_max2_d128",
    *(f"walkthrough?stage={stage.name}" for stage in ARTICLE.stages),
    *(f"walkthrough?question=0&stage={name}" for name in ("conv2d_1", "dense_1", "softmax")),
)
OTHERS = tuple(page for page in PAGES if page not in {path.partition("?")[0] or "overview" for path in CHOSEN})
PATHS = (*CHOSEN, *OTHERS)
"""Links to every page."""
ALL_OF_THEM = (pytest.mark.thorough, pytest.mark.timeout(900))
FAILING = {"moderate", "serious", "critical"}
WHERE_THE_KEYS_ARE = """async () => {
  let place = document.activeElement;
  while (place.shadowRoot?.activeElement) place = place.shadowRoot.activeElement;
  if (place === document.body) return null;
  // A slider's own field lies, a pixel wide, under what is drawn of it; a switch's likewise.
  const shown = place.type === "range" && place.closest("[data-testid=stSlider]")
    || place.role === "switch" && place.closest("label") || place;
  const isSeen = () => {
    const { left, top, right, bottom } = shown.getBoundingClientRect();
    return shown.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && right - left > 1 && bottom - top > 1 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  };
  // What shows itself to the keys may take a moment to fade or to slide in.
  for (let frames = 60; !isSeen() && frames > 0; frames -= 1) await new Promise(requestAnimationFrame);
  return { seen: isSeen(), name: place.ariaLabel || place.textContent || place.tagName };
}"""
CUT_OFF = """() => {
  const wide = [];
  const walk = (root) => {
    for (const part of root.querySelectorAll("*")) {
      if (part.shadowRoot) walk(part.shadowRoot);
      const { left, right } = part.getBoundingClientRect();
      const style = getComputedStyle(part);
      const text = [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!text || !part.checkVisibility({ visibilityProperty: true })) continue;
      const hides = ["hidden", "clip"].includes(style.overflowX) && part.scrollWidth > part.clientWidth + 2;
      const scrolls = (place) => place && (["auto", "scroll"].includes(getComputedStyle(place).overflowX)
        || scrolls(place.parentElement ?? place.getRootNode().host));
      const beyond = (right > innerWidth + 1 || left < -1) && !scrolls(part.parentElement ?? part.getRootNode().host);
      if (hides || beyond) wide.push(part.textContent.trim().slice(0, 60));
    }
  };
  walk(document.querySelector("[data-testid=stMain]"));
  return document.documentElement.scrollWidth > innerWidth ? [...wide, "the page"] : wide;
}"""


def findings(page: Page, *, with_contrast: bool = True) -> list[str]:
    """What axe finds that is more than minor, one line an element.

    Args:
        with_contrast: Whether colours are looked at. What is drawn anew by a timer is too faint for a moment.
    """
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": with_contrast}}}
    violations: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in violations
        if violation["impact"] in FAILING
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("scheme", "language", "width", "paths"),
    [
        # By turns, which takes a quarter of the time; with `-m thorough`, all of them both ways.
        ("light", "en", 1400, PATHS[::4]),
        ("dark", "ja", 320, PATHS[2::4]),
        pytest.param("light", "en", 1400, PATHS, marks=ALL_OF_THEM),
        pytest.param("dark", "ja", 320, PATHS, marks=ALL_OF_THEM),
    ],
    ids=["light", "dark", "light_all", "dark_all"],
)
def test_nothing_but_minor_and_nothing_cut_off(
    visit: Visit, scheme: str, language: str, width: int, paths: tuple[str, ...]
) -> None:
    # Without motion: what fades in is too faint for a moment.
    visitor = visit(width=width, color_scheme=scheme, has_touch=width < 640, reduced_motion="reduce")
    found, cut = {}, {}
    for path in paths:
        page = visitor.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
        shown = page.locator(".cnn, .st-key-training-recipes, [data-testid=stFileUploader], .glossary, h1")
        expect(shown.filter(visible=True).first).to_be_visible()
        found[path] = findings(page)
        page.set_viewport_size({"width": 320, "height": 640})
        # Charts are drawn anew a moment after the page has got narrow.
        for _ in range(20):
            visitor.frames(5)
            cut[path] = page.evaluate(CUT_OFF)
            if not cut[path]:
                break
        page.set_viewport_size({"width": width, "height": 900})
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert {path: words for path, words in cut.items() if words} == {}


@pytest.mark.parametrize(
    ("width", "paths"), [(1400, ("draw", "build")), (390, ("runs", "time_machine", "walkthrough?stage=pooling2d_1"))]
)
def test_what_the_keys_reach_is_seen(visit: Visit, width: int, paths: tuple[str, ...]) -> None:
    visitor = visit(width=width, reduced_motion="reduce")
    unseen = {}
    for path in paths:
        page = visitor.open(f"{path}{'&' if '?' in path else '?'}lang=en")
        stops = []
        while len(stops) < 100:
            page.keyboard.press("Tab")
            stop = page.evaluate(WHERE_THE_KEYS_ARE)
            if stop is None:
                break
            stops.append(stop)
        assert len(stops) > 4
        unseen[path] = [stop["name"] for stop in stops if not stop["seen"]]
    assert {path: names for path, names in unseen.items() if names} == {}


@pytest.mark.parametrize("language", ORIGINALS)
def test_a_file_is_asked_for_in_the_visitors_language(visit: Visit, language: str) -> None:
    page = visit().open(f"runs?lang={language}")
    expect(page.get_by_role("button", name=Text(language)("frame.choose_file"), exact=True)).to_be_visible()


def test_the_scanner_sees_into_components(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1")
    page.get_by_role("button", name=Text("en")("component.transport.play")).evaluate(
        "button => { for (const name of ['aria-label', 'title']) button.removeAttribute(name); }"
    )
    assert [line.split(":")[0] for line in findings(page)] == ["button-name"]
