from collections.abc import Callable

import numpy as np
import pytest

from explainer.claims import overview, stages
from explainer.lessons import script
from explainer.network import Stage, network
from explainer.ui import stage_words
from explainer.ui.pictures import overview_columns
from tests.oracles import claims, claims_shown
from tests.oracles.claims_layers import MEANINGS
from tests.oracles.claims_network import Floats, Truth
from tests.oracles.claims_oracles import ORACLES


def test_every_chosen_sentence_has_an_oracle() -> None:
    assert {name for name in ORACLES.keys() - MEANINGS.keys() if not name.startswith("article.")} == claims_shown.CHOSEN
    assert MEANINGS.keys() & claims_shown.CHOSEN == set()


def test_what_nothing_could_deny_is_not_counted() -> None:
    truth = Truth(network("c4_max2_d8"), np.zeros((3, 28, 28), np.float32), 1, has_learned=True)
    found = dict(claims.checked(truth))
    assert found["stage.relu.why"] is None
    assert found["stage.conv2d.title"] == ""
    assert found["stage.dense.what"] == ""
    assert found["article.conv2d.what"] == ""


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("c4_max2_d8", "stage.relu.what"),
        ("c4-leaky_max2_d8", "stage.leaky_relu.what"),
        ("c4-sigmoid_max2_d8", "component.overview.sentence_sigmoid"),
        ("c4_max2_c4_max2_d8", "stage.conv2d_many.what"),
        ("c4_dw3_max2_d8", "stage.depthwise_conv2d.what"),
        ("c4_bn_max2_d8", "stage.batch_normalization.what"),
        ("c4_ln_max2_d8", "stage.layer_normalization.what"),
        ("c4_max2_d8_drop0.5", "stage.dropout.what"),
        ("c4_max2_d8", "stage.flatten.what"),
        ("c4_max2_d8", "stage.dense.what"),
        ("c4_max2_d8", "stage.softmax.what"),
    ],
)
def test_what_a_stage_does_is_looked_up_in_its_numbers(
    word: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _denied(word, sentence) == []
    asked = Truth.outputs

    def shifted(truth: Truth, stage: Stage) -> Floats:
        return asked(truth, stage)[..., ::-1] + np.float32(0.1 * truth.config.stages.index(stage))

    monkeypatch.setattr(Truth, "outputs", shifted)
    assert _denied(word, sentence)


@pytest.mark.parametrize(("word", "lesson"), [("c4-k1_max2", "conv2d"), ("c4_max3-s1-same", "max_pooling2d")])
def test_a_note_that_is_not_true_of_a_layer_is_denied(word: str, lesson: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _denied(word, f"article.{lesson}.why") == []
    monkeypatch.setattr(script, "_lessons", lambda row, **_: (row.settings.kind,))
    assert _denied(word, f"article.{lesson}.why")


def test_nothing_is_said_of_a_few_networks_that_keras_denies() -> None:
    tally = claims.of_networks(12)
    assert tally.denied == []
    assert len(claims_shown.CHOSEN & tally.said.keys()) > len(claims_shown.CHOSEN) // 2


@pytest.mark.parametrize(
    ("word", "always", "denied"),
    [
        ("c4_max2_d8-linear", "stage.linear.why_throughout", True),
        ("c4-linear_bn_avg2_d8-linear", "stage.linear.why_throughout", False),
        ("c4_max2_d8_d8", "stage.dense.why_together", True),
        ("c4-k1_d8", "stage.conv2d.why", True),
        ("c4-k2-s3_d8", "stage.conv2d.why", True),
        ("c4_max3-s2-same_d8", "stage.max_pooling2d.what", True),
        ("c4-same_avg2_d8", "stage.average_pooling2d.what", False),
    ],
)
def test_a_sentence_that_is_said_of_every_network_is_denied_where_it_is_false(
    word: str, always: str, denied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, _, variant = always.rpartition("_") if always not in stages.STAGES else (always, "", "")
    changed = {**stages.STAGES, base: {variant: lambda _: True} if variant else {}}
    monkeypatch.setattr(stage_words, "STAGES", changed)
    assert bool(_denied(word, always)) == denied


def test_an_untrained_block_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    small = "component.overview.brace_block_small"
    assert _denied("c4_max2_d8", small, has_learned=True) == []
    changed = {**overview.OVERVIEW, "component.overview.brace_block": {"small": lambda _: True}}
    monkeypatch.setattr(overview_columns, "OVERVIEW", changed)
    assert _denied("c4_max2_d8", small, has_learned=True) == []
    assert _denied("c4_max2_d8", small, has_learned=False)
    assert _denied("c4-k1_max2_d8", small, has_learned=True)


def test_a_number_that_is_not_keras_s_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    usual: Callable[..., dict[str, object]] = stage_words.placeholders
    monkeypatch.setattr(stage_words, "placeholders", lambda stage: usual(stage) | {"inputs": 7})
    assert _denied("c4_max2_d8", "stage.dense.what")


def _denied(word: str, identifier: str, *, has_learned: bool = True) -> list[str]:
    """What is denied of what one sentence says of a network."""
    images = np.random.default_rng(1).uniform(0, 1, (3, 28, 28)).astype(np.float32)
    truth = Truth(network(word), images, 1, has_learned=has_learned)
    return [reason for said, reason in claims.checked(truth) if said == identifier and reason]
