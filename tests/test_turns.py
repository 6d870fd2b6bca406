"""Whose turn it is, and that those who wait get theirs and hold no more memory than is allowed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.errors import ExplainerError
from explainer.turns import Requester, Turns, Waiting, current_requester, in_turn, on_behalf_of


def waiting(*names: str) -> list[Waiting[None]]:
    """`"a1"` is visitor 1 at address a; in the order in which they asked."""
    return [Waiting(None, Requester(name[0], name), number) for number, name in enumerate(names)]


def order(things: list[Waiting[None]], served: dict[str, float] | None = None) -> list[str]:
    return [one.requester.visitor for one in in_turn(things, served or {})]


def test_without_a_past_who_asked_first_goes_first() -> None:
    assert order(waiting("a1", "b1", "c1")) == ["a1", "b1", "c1"]


def test_addresses_take_turns_and_so_do_their_visitors() -> None:
    assert order(waiting("a1", "a2", "a3", "b1", "b2", "c1")) == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert order(waiting("a1", "a2", "b1"), {"a": 2.0, "a1": 2.0, "b": 1.0}) == ["b1", "a2", "a1"]


def test_a_new_cookie_at_an_address_that_was_just_served_gains_nothing() -> None:
    assert order(waiting("a9", "b1", "c1"), {"a": 30.0, "b": 10.0, "b1": 10.0, "c": 20.0, "c1": 20.0}) == [
        "b1",
        "c1",
        "a9",
    ]


@given(st.lists(st.sampled_from(["a1", "a2", "a3", "b1", "b2", "c1", "d1"]), max_size=40))
def test_nobody_waits_for_two_of_another_address(names: list[str]) -> None:
    """Of two addresses that both wait, neither is served twice in a row before the other."""
    left = order(waiting(*names))
    assert sorted(left) == sorted(names)
    for place, name in enumerate(left):
        others = {other[0] for other in left[place + 1 :]} - {name[0]}
        for address in others:
            following = [other[0] for other in left[place + 1 :]]
            if name[0] in following:
                assert following.index(address) < following.index(name[0])


@contextmanager
def held(turns: Turns, who: str, size: int = 0) -> Iterator[None]:
    """Has a thread that has its turn."""
    has, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with on_behalf_of(Requester(who[0], who)), turns.turn(size):
            has.set()
            may_end.wait(100)

    thread = threading.Thread(target=hold)
    thread.start()
    assert has.wait(100)
    try:
        yield
    finally:
        may_end.set()
        thread.join(100)


def test_a_flood_is_refused_at_once() -> None:
    turns = Turns(5, most_bytes=100)
    with held(turns, "a1", 50), held(turns, "b1", 50):
        with pytest.raises(ExplainerError) as error, turns.turn(1):
            pass
        assert error.value.code == "upload_busy"
    with turns.turn(60):
        pass


def test_one_alone_may_have_more() -> None:
    turns = Turns(most_bytes=100, patience_seconds=0.01)
    with held(turns, "a1", 1_000), pytest.raises(ExplainerError), turns.turn(0):
        pass


def test_a_turn_is_given_back_whatever_happens_in_it() -> None:
    turns = Turns(most_bytes=100, patience_seconds=0.01)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn(100):
            raise ZeroDivisionError


def test_one_address_holds_no_more_than_half() -> None:
    turns = Turns(5, most_bytes=100)
    with held(turns, "a1", 40):
        with on_behalf_of(Requester("a", "a2")), pytest.raises(ExplainerError), turns.turn(20):
            pass
        with on_behalf_of(Requester("b", "b1")), turns.turn(60):
            pass


def test_one_address_leaves_a_place_to_the_others() -> None:
    turns = Turns(3, patience_seconds=0.01)
    with held(turns, "a1"), held(turns, "a2"):
        with on_behalf_of(Requester("a", "a3")), pytest.raises(ExplainerError), turns.turn():
            pass
        with on_behalf_of(Requester("b", "b1")), turns.turn():
            pass


def test_a_thread_that_has_its_turn_goes_on() -> None:
    turns = Turns(patience_seconds=0.01)
    with turns.turn():
        with turns.turn():
            pass
        # Not given back before the outer one ends.
        assert len(turns._under_way) == 1
    assert not turns._under_way


def test_meanwhile_another_has_a_turn_that_is_given_back() -> None:
    turns = Turns(patience_seconds=100)
    with on_behalf_of(Requester("a", "a1")), turns.turn():
        with turns.released(), held(turns, "b1"):
            assert [turn.requester.visitor for turn in turns._under_way] == ["b1"]
        assert [turn.requester.visitor for turn in turns._under_way] == ["a1"]
        with pytest.raises(ZeroDivisionError), turns.released():
            raise ZeroDivisionError
        assert [turn.requester.visitor for turn in turns._under_way] == ["a1"]
    assert not turns._under_way
    with turns.released():
        assert not turns._under_way


def test_whoever_never_ends_keeps_nobody_waiting_for_ever() -> None:
    """Two that wait for each other: one with its turn for a lock, the other with the lock for a turn."""
    turns, lock, ended = Turns(longest_seconds=0.05), threading.Lock(), []

    def compute() -> None:
        with on_behalf_of(Requester("a", "a1")), turns.turn():
            with turns.released():
                lock.acquire()
                waits.set()
                until(lambda: any(turn.requester.visitor == "b1" for turn in turns._under_way))
            ended.append("a1")
            lock.release()

    def want() -> None:
        waits.wait(100)
        with on_behalf_of(Requester("b", "b1")), turns.turn(), lock:
            ended.append("b1")

    waits = threading.Event()
    threads = [threading.Thread(target=each, daemon=True) for each in (compute, want)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert ended == ["a1", "b1"]
    assert not turns._under_way
    assert not turns._waiting


@given(st.lists(st.sampled_from(["a1", "a2", "b1", "c1"]), min_size=1, max_size=12), st.integers(1, 3))
def test_everybody_has_a_turn_and_no_more_at_once_than_may(names: list[str], at_once: int) -> None:
    turns, at_work, done = Turns(at_once), list[int](), list[str]()

    def work(name: str) -> None:
        with on_behalf_of(Requester(name[0], name)), turns.turn():
            at_work.append(len(turns._under_way))
            with turns.released():
                pass
            at_work.append(len(turns._under_way))
            done.append(name)

    threads = [threading.Thread(target=work, args=(name,), daemon=True) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert sorted(done) == sorted(names)
    assert max(at_work) <= at_once
    assert not turns._under_way
    assert not turns._waiting


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 100
    while not is_so() and time.monotonic() < end:
        time.sleep(0.002)
    assert is_so()


@pytest.mark.parametrize("at_once", [1, 3])
def test_however_many_one_address_has_waiting_the_other_is_next(at_once: int) -> None:
    turns, served, gate = Turns(at_once), list[str](), threading.Event()

    def wait(address: str, number: int) -> None:
        with on_behalf_of(Requester(address, f"{address}{number}")), turns.turn():
            served.append(address)
            gate.wait(100)

    threads = [threading.Thread(target=wait, args=("greedy", number)) for number in range(12)]
    threads.append(threading.Thread(target=wait, args=("honest", 0)))
    own = max(at_once - 1, 1)
    for thread in threads[:-1]:
        thread.start()
    until(lambda: len(turns._waiting) == 12 - own)
    threads[-1].start()
    until(lambda: len(turns._waiting) == (13 if at_once == 1 else 12) - own)
    gate.set()
    for thread in threads:
        thread.join(100)
    assert len(served) == 13
    assert served.index("honest") == own


def test_on_whose_behalf_is_said_for_this_thread_alone() -> None:
    found = []
    with on_behalf_of(Requester("a", "a1")):
        other = threading.Thread(target=lambda: found.append(current_requester()))
        other.start()
        other.join()
        with on_behalf_of(Requester("b", "b1")):
            found.append(current_requester())
        found.append(current_requester())
    assert found == [Requester("", ""), Requester("b", "b1"), Requester("a", "a1")]
