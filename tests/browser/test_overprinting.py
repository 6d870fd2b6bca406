"""No text is printed over another, on any page and in any window."""

from collections.abc import Iterable
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page

from explainer.network import network
from explainer.training.store.run_store import RunStore
from explainer.ui.pages import PAGES
from tests.browser.conftest import Visit, Visitor
from tests.oracles.runs import put_run, random_weights

WINDOWS = ((1920, 950), (1536, 730), (1366, 650), (1280, 720), (1024, 768), (390, 664))
FEW_ROWS = network("c6_dw3-m2_ln_max2_c4_bn_gap")
OVERPRINTED = """() => {
  const lines = [];
  // What is only read aloud is cut down to nothing.
  const hidden = (element) => !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    || element.closest(".visually-hidden") !== null;
  const outer = (element) => element.parentElement ?? element.getRootNode().host ?? null;
  // What is cut off by a box around it is not seen; what stands still over the page is a layer of its own.
  const seen = (element, box) => {
    let { left, right, top, bottom } = box, layer = null;
    for (let place = element; place; place = outer(place)) {
      const style = getComputedStyle(place);
      if (style.overflow !== "visible" || style.clipPath !== "none" || style.clip !== "auto") {
        const frame = place.getBoundingClientRect();
        [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
        [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
      }
      if (["fixed", "sticky"].includes(style.position) || place.dataset?.testid === "stSidebar") {
        layer = place;
        break;
      }
    }
    return { left, right, top: top + 2, bottom: bottom - 2, layer };
  };
  const walk = (root) => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.textContent.trim() && !hidden(node.parentElement ?? root.host)) {
        const element = node.parentElement ?? root.host;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rectangle of range.getClientRects()) {
          const box = seen(element, rectangle);
          if (box.right - box.left > 3 && box.bottom - box.top > 3)
            lines.push({ ...box, element, words: node.textContent.trim().slice(0, 30) });
        }
      } else if (node.nodeType === Node.ELEMENT_NODE && !["SCRIPT", "STYLE"].includes(node.tagName)) {
        if (node.shadowRoot) walk(node.shadowRoot);
        walk(node);
      }
    }
  };
  walk(document.querySelector("[data-testid=stApp]"));
  lines.sort((one, other) => one.top - other.top);
  const found = new Set();
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
      const other = lines[next];
      if (one.element === other.element || one.layer !== other.layer) continue;
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom, other.bottom) - other.top;
      if (width > 2 && height > 3) found.add(`${one.words} / ${other.words}`);
    }
  });
  return [...found];
}"""


def overprinted(visitor: Visitor, page: Page, windows: Iterable[tuple[int, int]] = WINDOWS) -> dict[str, list[str]]:
    """What is printed over what, by window."""
    found = {}
    for width, height in windows:
        page.set_viewport_size({"width": width, "height": height})
        visitor.frames(4)
        if lines := page.evaluate(OVERPRINTED):
            # Something may still be on its way to its place.
            visitor.settle()
            lines = page.evaluate(OVERPRINTED)
        found[f"{width}x{height}"] = lines
    page.set_viewport_size({"width": 1400, "height": 900})
    return {window: lines for window, lines in found.items() if lines}


@pytest.mark.timeout(900)
def test_no_text_is_printed_over_another(visit: Visit, server: str, server_folder: Path) -> None:
    run = put_run(RunStore(server_folder / "runs"), FEW_ROWS, random_weights(FEW_ROWS, seed=4))
    visitor = visit(reduced_motion="reduce")
    page = visitor.open("?lang=ja")
    found = {"overview": overprinted(visitor, page)}
    # The widest and the narrowest for each page, those in between by turns.
    windows = cycle((WINDOWS[0], between, WINDOWS[-1]) for between in WINDOWS[1:-1])
    for name in PAGES:
        if name != "overview":
            page.locator(f".st-key-pages a[href^='{name}?']").click()
            page.wait_for_url(f"**/{name}?*")
            visitor.settle()
            found[name] = overprinted(visitor, page, next(windows))
    page = visitor.open(f"?lang=en&model={run}")
    found["few rows"] = overprinted(visitor, page)
    assert {name: windows for name, windows in found.items() if windows} == {}


def test_what_is_overprinted_is_found(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("glossary?lang=en")
    page.evaluate("document.querySelector('[data-testid=stMain] h1').style.marginBottom = '-60px'")
    assert page.evaluate(OVERPRINTED)
