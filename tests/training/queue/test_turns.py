"""Whose turn it is to train."""

import os
import time

from explainer.training.queue.turns import MEMORY_SECONDS, Served, TrainingTurns, hashed_name


def test_who_was_served_outlives_runs_and_servers(tmp_path) -> None:
    names = hashed_name("address", "here"), hashed_name("visitor", "me")
    Served(tmp_path / "turns").note(*names)
    times = Served(tmp_path / "turns").times()
    assert set(times) == set(names)
    assert abs(time.time() - times[names[0]]) < 100
    long_ago = time.time() - MEMORY_SECONDS - 10
    os.utime(tmp_path / "turns" / names[0], (long_ago, long_ago))
    served = Served(tmp_path / "turns")
    assert set(served.times()) == {names[1]}
    served.note(names[1])
    assert [path.name for path in (tmp_path / "turns").iterdir()] == [names[1]]


def test_names_say_nothing_of_whose_they_are() -> None:
    assert hashed_name("visitor", "secret-id") != hashed_name("visitor", "Secret-Id")
    assert "secret" not in hashed_name("visitor", "secret-id").lower()


def test_a_shared_address_makes_everybody_their_own(store, tiny, monkeypatch) -> None:
    there = {"address": "a" * 16}
    runs = [store.create(tiny.model_copy(update=there | {"visitor": f"visitor-{number}"})) for number in (1, 2)]
    other = store.create(tiny.model_copy(update={"visitor": "visitor-3", "address": "b" * 16}))
    ids = [run.id for run in runs]
    assert [run.id for run in TrainingTurns(store).order(store.runs())] == [ids[0], other.id, ids[1]]
    monkeypatch.setenv("EXPLAINER_SHARED_ADDRESS", "1")
    assert [run.id for run in TrainingTurns(store).order(store.runs())] == [*ids, other.id]
    TrainingTurns(store).note(runs[0])
    assert [run.id for run in TrainingTurns(store).order(store.runs())] == [ids[1], other.id, ids[0]]


def test_turns_that_cannot_be_noted_hold_nothing_up(tmp_path, caplog) -> None:
    (tmp_path / "turns").write_text("in the way")
    served = Served(tmp_path / "turns")
    served.note("visitor-1")
    assert served.times() == {}
    assert "could not be noted" in caplog.text
