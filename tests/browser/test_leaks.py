"""Going from stage to stage leaves nothing behind: no frame, timer, listener or observer, and no memory."""

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from explainer.network import ARTICLE
from explainer.text import Text
from tests.browser.conftest import Visit, Visitor

CHANGES = 26
STAGES = [stage.name for stage in ARTICLE.stages]

# Counts what is at work: listeners on what outlives a component, observers, intervals, and frames that were asked for.
COUNTING = """
(() => {
  const listeners = new Map();
  const lasting = (target) => target === window || target === document || target === document.documentElement ||
    target === document.body || target instanceof MediaQueryList;
  const names = new WeakMap();
  let count = 0;
  const nameOf = (thing) => {
    if (thing === null || thing === undefined) return 0;
    if (!names.has(thing)) names.set(thing, ++count);
    return names.get(thing);
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    const passing = !lasting(target) || !listener || options?.signal?.aborted;
    if (passing) return addEventListener.call(target, type, listener, options);
    const capture = Boolean(typeof options === "object" ? options?.capture : options);
    const key = `${nameOf(target)} ${type} ${nameOf(listener)} ${capture}`;
    listeners.set(key, `${target.constructor.name} ${type}`);
    options?.signal && addEventListener.call(options.signal, "abort", () => listeners.delete(key), { once: true });
    return addEventListener.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    const capture = Boolean(typeof options === "object" ? options?.capture : options);
    if (listener) listeners.delete(`${nameOf(target)} ${type} ${nameOf(listener)} ${capture}`);
    return removeEventListener.call(target, type, listener, options);
  };

  const observers = new Set();
  for (const name of ["ResizeObserver", "MutationObserver", "IntersectionObserver"]) {
    const { observe, disconnect } = globalThis[name].prototype;
    globalThis[name].prototype.observe = function (...values) {
      observers.add(this);
      return observe.apply(this, values);
    };
    globalThis[name].prototype.disconnect = function () {
      observers.delete(this);
      return disconnect.call(this);
    };
    if (globalThis[name].prototype.unobserve === undefined) continue;
    const { unobserve } = globalThis[name].prototype;
    globalThis[name].prototype.unobserve = function (target) {
      observers.delete(this);
      return unobserve.call(this, target);
    };
  }

  const intervals = new Set();
  const { setInterval: begin, clearInterval: stop, requestAnimationFrame: frame } = globalThis;
  globalThis.setInterval = (...values) => {
    const id = begin(...values);
    intervals.add(id);
    return id;
  };
  globalThis.clearInterval = (id) => {
    intervals.delete(id);
    stop(id);
  };
  let frames = 0;
  globalThis.requestAnimationFrame = (callback) => {
    frames += 1;
    return frame(callback);
  };

  globalThis.atWork = () => {
    const types = {};
    for (const name of listeners.values()) types[name] = (types[name] ?? 0) + 1;
    return { listeners: types, observers: observers.size, intervals: intervals.size };
  };
  globalThis.framesAskedFor = () => frames;
})();
"""


def go_to(visitor: Visitor, stage: str) -> None:
    label = visitor.page.locator(".rail .stop").nth(STAGES.index(stage))
    label.click()
    visitor.page.wait_for_url(re.compile(f"stage={stage}(&|$)"))
    visitor.settle()


def play(page: Page) -> None:
    """Starts a sweep where there is one; the next change of stage interrupts it."""
    text = Text("en")
    if page.get_by_role("slider", name=text("component.transport.scrub")).count():
        page.get_by_role("radio", name=text("component.transport.normal")).click()
        page.get_by_role("button", name=text("component.transport.play"), exact=True).click()


def at_work(page: Page, session: CDPSession) -> dict[str, Any]:
    """What is still at work once everything has come to rest."""
    page.wait_for_timeout(1_500)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    frames = page.evaluate("framesAskedFor()")
    page.wait_for_timeout(500)
    counters = session.send("Memory.getDOMCounters")
    return page.evaluate("atWork()") | {
        "frames": page.evaluate("framesAskedFor()") - frames,
        "nodes": counters["nodes"],
        "handlers": counters["jsEventListeners"],
        "megabytes": session.send("Runtime.getHeapUsage")["usedSize"] / 1e6,
    }


@pytest.mark.thorough
def test_nothing_is_left_behind(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(COUNTING)
    page = visitor.open("walkthrough?lang=en&stage=input")
    session = visitor.context.new_cdp_session(page)
    for stage in [*STAGES[1:], STAGES[0]]:
        go_to(visitor, stage)
    before = at_work(page, session)
    for change in range(CHANGES - 1):
        go_to(visitor, STAGES[(change + 1) % len(STAGES)])
        play(page)
    go_to(visitor, STAGES[0])
    after = at_work(page, session)
    assert after["frames"] == 0
    for kind in ("listeners", "observers", "intervals"):
        assert after[kind] == before[kind], kind
    assert after["nodes"] < before["nodes"] * 1.2 + 200
    assert after["handlers"] < before["handlers"] * 1.2 + 50
    assert after["megabytes"] < before["megabytes"] + 15
