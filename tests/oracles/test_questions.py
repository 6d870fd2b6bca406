"""Questions are drawn from all stages of a network."""

import numpy as np

from explainer.network import network
from tests.oracles.questions import cases, faults_of

SMALL = network("c2-k5-s2_max3-s1_c2_drop0.25_d5-tanh")


def test_questions_are_drawn_from_all_stages() -> None:
    image = np.random.default_rng(2).random((28, 28), np.float32)
    drawn = list(cases(np.random.default_rng(1), SMALL, image, 40))
    assert len(drawn) == 40
    assert len({case.stage.name for case in drawn}) > 6
    assert [fault for case in drawn for fault in faults_of(case)] == []
