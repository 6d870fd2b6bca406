"""The benchmark of the questions draws what it says it draws, and one fault is one too many."""

from __future__ import annotations

import numpy as np

from benchmarks.questions import cases, faults_of, report
from explainer.network import network

SMALL = network("c2-k5-s2_max3-s1_c2_drop0.25_d5-tanh")


def test_questions_are_drawn_from_all_stages() -> None:
    image = np.random.default_rng(2).random((28, 28), np.float32)
    drawn = list(cases(np.random.default_rng(1), SMALL, image, 40))
    assert len(drawn) == 40
    assert len({case.stage.name for case in drawn}) > 6
    assert [fault for case in drawn for fault in faults_of(case)] == []


def test_a_single_fault_is_not_reached() -> None:
    assert not report({"size": 3, "cell": 2}, [4, 4, 4, 5, 6], [], 2).missed
    assert [figure.value for figure in report({"size": 3}, [4, 4, 4], ["a fault"], 1).missed] == [1]
