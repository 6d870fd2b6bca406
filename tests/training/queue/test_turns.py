"""Whose turn it is."""

from __future__ import annotations

import os
import time

from hypothesis import given
from hypothesis import strategies as st

from explainer.training.queue.turns import MEMORY_SECONDS, Served, Turns, Waiting, in_turn, party


def waiting(*names: str) -> list[Waiting]:
    """`"a1"` is visitor 1 at address a; in the order in which they asked."""
    return [Waiting(f"{name}-{number}", name[0], name, float(number)) for number, name in enumerate(names)]


def order(runs: list[Waiting], served: dict[str, float] | None = None) -> list[str]:
    return [run.visitor for run in in_turn(runs, served or {})]


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


def test_who_was_served_outlives_runs_and_servers(tmp_path) -> None:
    names = party("address", "here"), party("visitor", "me")
    Served(tmp_path / "turns").note(*names)
    times = Served(tmp_path / "turns").times()
    assert set(times) == set(names)
    assert abs(time.time() - times[names[0]]) < 5
    long_ago = time.time() - MEMORY_SECONDS - 10
    os.utime(tmp_path / "turns" / names[0], (long_ago, long_ago))
    served = Served(tmp_path / "turns")
    assert set(served.times()) == {names[1]}
    served.note(names[1])
    assert [path.name for path in (tmp_path / "turns").iterdir()] == [names[1]]


def test_names_say_nothing_of_whose_they_are() -> None:
    assert party("visitor", "secret-id") != party("visitor", "Secret-Id")
    assert "secret" not in party("visitor", "secret-id").lower()


def test_a_shared_address_makes_everybody_their_own(store, tiny, monkeypatch) -> None:
    there = {"address": "a" * 16}
    runs = [store.create(tiny.model_copy(update=there | {"visitor": f"visitor-{number}"})) for number in (1, 2)]
    other = store.create(tiny.model_copy(update={"visitor": "visitor-3", "address": "b" * 16}))
    ids = [run.id for run in runs]
    assert [run.id for run in Turns(store).order(store.runs())] == [ids[0], other.id, ids[1]]
    monkeypatch.setenv("EXPLAINER_SHARED_ADDRESS", "1")
    assert [run.id for run in Turns(store).order(store.runs())] == [*ids, other.id]
    Turns(store).note(runs[0])
    assert [run.id for run in Turns(store).order(store.runs())] == [ids[1], other.id, ids[0]]


def test_turns_that_cannot_be_noted_hold_nothing_up(tmp_path, caplog) -> None:
    (tmp_path / "turns").write_text("in the way")
    served = Served(tmp_path / "turns")
    served.note("visitor-1")
    assert served.times() == {}
    assert "could not be noted" in caplog.text
