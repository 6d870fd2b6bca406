"""Background computations: each once, the urgent ones first, and nothing lost when one fails."""

import threading
import time
from collections.abc import Callable

import pytest

from explainer.errors import ExplainerError
from explainer.jobs import Job, Jobs, Steps
from explainer.turns import Requester, on_behalf_of

LEFT_SECONDS = 1_000.0
"""A busy machine may not come to a job for a while; nobody has left it for that."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.jobs.LEFT_SECONDS", LEFT_SECONDS)


def counting(name: str, log: list[str], gate: threading.Event | None = None, steps: int = 2) -> Callable[[], Steps]:
    def begin() -> Steps:
        if gate is not None:
            gate.wait(100)
        for step in range(steps):
            log.append(name)
            yield (step + 1) / steps
        return name

    return begin


def finished(job: Job) -> Job:
    end = time.monotonic() + 100
    while not job.is_over and time.monotonic() < end:
        time.sleep(0.002)
    assert job.is_over
    return job


def test_what_two_ask_for_is_computed_once() -> None:
    jobs, log = Jobs(most_kept=8), list[str]()
    first, second = (jobs.ask("key", 1, counting("a", log)) for _ in range(2))
    assert first is second
    assert finished(first).outcome() == "a"
    assert jobs.ask("key", 1, counting("b", log)) is first
    assert log == ["a", "a"]


def test_the_urgent_come_first_and_equals_take_turns() -> None:
    jobs, log, gate = Jobs(most_kept=8), list[str](), threading.Event()
    asked = [jobs.ask("gate", 0, counting("gate", log, gate, steps=1))]
    for name, urgency in (("slow", 2), ("other", 2), ("quick", 0)):
        asked.append(jobs.ask(name, urgency, counting(name, log)))
    gate.set()
    for job in asked:
        finished(job)
    assert log == ["gate", "quick", "quick", "slow", "other", "slow", "other"]


def test_one_after_the_other_where_they_do_not_take_turns() -> None:
    jobs, log, gate = Jobs(most_kept=8, in_turns=False), list[str](), threading.Event()
    asked = [jobs.ask("gate", 0, counting("gate", log, gate, steps=1))]
    asked += [jobs.ask(name, 0, counting(name, log)) for name in ("one", "two")]
    jobs.ask("one", 0, counting("one", log))
    assert [jobs.ahead_of(job) for job in asked[1:]] == [1, 2]
    assert jobs.result("two") is None
    gate.set()
    for job in asked:
        finished(job)
    assert log == ["gate", "one", "one", "two", "two"]
    assert jobs.result("two") == "two"
    assert jobs.result("another") is None
    assert [jobs.ahead_of(job) for job in asked] == [0, 0, 0]


def test_turns_go_round_among_those_who_ask() -> None:
    jobs, log, gate = Jobs(most_kept=32), list[str](), threading.Event()
    asked = [jobs.ask("gate", 0, counting("gate", log, gate, steps=1))]
    with on_behalf_of(Requester("a", "a1")):
        asked += [jobs.ask(number, 0, counting("a", log)) for number in range(10)]
    with on_behalf_of(Requester("b", "b1")):
        # A step for each of theirs, however many others there are, and however urgent.
        asked.append(jobs.ask("b", 2, counting("b", log, steps=4)))
    gate.set()
    for job in asked:
        finished(job)
    last = len(log) - log[::-1].index("b")
    assert last <= 1 + 2 * 4 + 1


def test_what_nobody_asks_for_any_more_waits_until_somebody_does() -> None:
    jobs, log, gate = Jobs(most_kept=8), list[str](), threading.Event()
    first = jobs.ask("gate", 0, counting("gate", log, gate, steps=1))
    left = jobs.ask("left", 0, counting("left", log))
    left.asked = dict.fromkeys(left.asked, time.monotonic() - 2 * LEFT_SECONDS)
    gate.set()
    finished(first)
    finished(jobs.ask("other", 0, counting("other", log)))
    assert not left.is_over
    assert finished(jobs.ask("left", 0, counting("another", log))) is left
    assert log == ["gate", "other", "other", "left", "left"]


def test_what_an_owner_no_longer_waits_for_is_given_up() -> None:
    jobs, log, gate = Jobs(most_kept=8), list[str](), threading.Event()
    jobs.ask("gate", 0, counting("gate", log, gate, steps=1))
    jobs.ask("first", 0, counting("first", log), owner="me")
    jobs.ask("theirs", 0, counting("theirs", log), owner="they")
    last = jobs.ask("second", 0, counting("second", log), owner="me")
    gate.set()
    finished(last)
    finished(jobs.ask("theirs", 0, counting("theirs", log), owner="they"))
    assert "first" not in log
    assert log.count("theirs") == 2


def test_what_somebody_else_waits_for_keeps_its_place() -> None:
    jobs, log, gate = Jobs(most_kept=8, in_turns=False), list[str](), threading.Event()
    jobs.ask("gate", 0, counting("gate", log, gate, steps=1))
    shared = jobs.ask("shared", 0, counting("shared", log), owner="me")
    assert jobs.ask("shared", 0, counting("shared", log), owner="they") is shared
    later = jobs.ask("later", 0, counting("later", log), owner="me")
    assert jobs.ask("shared", 0, counting("shared", log), owner="they") is shared
    assert [jobs.ahead_of(job) for job in (shared, later)] == [1, 2]
    gate.set()
    finished(later)
    assert log == ["gate", "shared", "shared", "later", "later"]


@pytest.mark.parametrize(("pause", "again"), [(0.0, True), (60.0, False)])
def test_one_that_failed_says_so_and_is_tried_again_after_a_while(pause: float, again: bool) -> None:
    jobs, log = Jobs(most_kept=8, pause_seconds=pause), list[str]()

    def failing() -> Steps:
        yield 0.5
        raise ExplainerError("weights_do_not_fit", "Expected others.")

    job = finished(jobs.ask("key", 0, failing))
    with pytest.raises(ExplainerError, match="Expected others"):
        job.outcome()
    assert (jobs.ask("key", 0, counting("a", log)) is job) != again
    if not again:
        jobs.forget("key")
        assert finished(jobs.ask("key", 0, counting("a", log))).outcome() == "a"
        jobs.forget("key")
        assert jobs.result("key") == "a"


def test_only_so_many_are_kept() -> None:
    jobs, log = Jobs(most_kept=2), list[str]()
    first = finished(jobs.ask(0, 0, counting("0", log)))
    for key in (1, 0, 2):
        finished(jobs.ask(key, 0, counting(str(key), log)))
    assert jobs.ask(0, 0, counting("0", log)) is first
    assert log.count("1") == 2
    finished(jobs.ask(1, 0, counting("1", log)))
    assert log.count("1") == 4
