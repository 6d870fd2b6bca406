"""Uploads that wait hold no more memory than is allowed."""

from __future__ import annotations

import pytest

from explainer.errors import ExplainerError
from explainer.uploads.turns import Turns


def test_a_flood_is_refused_at_once() -> None:
    turns = Turns(at_once=5, most_bytes=100, patience_seconds=60.0)
    with turns.turn(60), turns.turn(40):
        with pytest.raises(ExplainerError) as error, turns.turn(1):
            pass
        assert error.value.code == "upload_busy"
    with turns.turn(60):
        pass


def test_one_alone_may_have_more() -> None:
    turns = Turns(at_once=1, most_bytes=100, patience_seconds=0.01)
    with turns.turn(1_000), pytest.raises(ExplainerError), turns.turn(0):
        pass


def test_a_turn_is_given_back_whatever_happens_in_it() -> None:
    turns = Turns(at_once=1, most_bytes=100, patience_seconds=0.01)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn(100):
            raise ZeroDivisionError
