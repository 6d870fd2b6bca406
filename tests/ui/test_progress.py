from __future__ import annotations

import pytest

from explainer.ui import progress
from explainer.ui.progress import Progress


def test_each_visitor_is_remembered_and_the_longest_absent_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "MOST", 2)
    numbers = Progress()
    for visitor, number in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        numbers.put(visitor, "tour", number)
    assert [numbers.get(visitor, "tour") for visitor in "abc"] == [3, None, 4]
    assert numbers.get("a", "shift") is None
