from __future__ import annotations

import pytest

from explainer.ui import left_off
from explainer.ui.left_off import LeftOff


def test_each_visitor_is_remembered_and_the_longest_absent_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_off, "VISITORS", 2)
    places = LeftOff()
    for visitor, place in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        places.put(visitor, place)
    assert [places.get(visitor) for visitor in "abc"] == [3, None, 4]
