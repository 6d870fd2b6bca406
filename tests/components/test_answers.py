"""What the dense, flatten and softmax stages calculate in the browser, against NumPy."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explainer.ui.components.payload import pack

Evaluate = Callable[..., Any]
UNPACK = "unpack(Uint8Array.from(atob(given.scene), (character) => character.charCodeAt(0)))"


def scores(seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    logits = np.random.default_rng(seed).normal(0, spread, 10).astype(np.float32)
    exponentials = np.exp(logits.astype(np.float64) - logits.max())
    return logits, (exponentials / exponentials.sum()).astype(np.float32)


def softmax_scene(logits: np.ndarray, probabilities: np.ndarray, label: int | None = 4) -> str:
    meta = {"label": label, "prediction": int(np.argmax(logits))}
    return base64.b64encode(pack(meta, {"logits": logits, "probabilities": probabilities})).decode()


@pytest.mark.parametrize("temperature", [0.25, 0.5, 1, 2, 5])
@pytest.mark.parametrize("spread", [0.1, 4, 40])
def test_a_temperature_divides_the_scores_and_alters_no_number(
    evaluate: Evaluate, temperature: float, spread: float
) -> None:
    logits, probabilities = scores(7, spread)
    given = {"scene": softmax_scene(logits, probabilities), "temperature": temperature}
    body = f"""
        const account = accountOfSoftmax({UNPACK}, given.temperature);
        return {{ ...account, percents: account.probabilities.map(formatProbability), closes: closesAsShown(account) }};
    """
    shown = evaluate(body, given, "softmax")
    scaled = logits.astype(np.float64) / temperature
    exact = np.exp(scaled - scaled.max())
    assert shown["probabilities"] == pytest.approx(exact / exact.sum(), abs=1e-6)
    if temperature == 1:
        assert shown["probabilities"] == probabilities.astype(float).tolist()
    unit = 10 ** shown["decimals"]
    assert np.abs(np.array(shown["shown"]) - shown["exponentials"]).max() <= 0.5001 / unit
    assert shown["closes"] == (round(sum(shown["shown"]) * unit) == round(shown["shownTotal"] * unit))
    for percent, probability in zip(shown["percents"], shown["probabilities"], strict=True):
        if percent[0] not in "<>":
            assert float(percent.removesuffix("\u00a0%")) == pytest.approx(100 * probability, abs=0.00501)
    assert not {"0.00\u00a0%", "100.00\u00a0%"} & set(shown["percents"])


@pytest.mark.parametrize("loss", [0.2, 0.0003, 3.7e-5, 2.4e-7, 3e-8])
def test_the_logarithm_of_what_is_shown_is_the_loss_that_is_shown(evaluate: Evaluate, loss: float) -> None:
    share, shown = evaluate("return [formatLossShare(Math.exp(-given), given), formatLoss(given)];", loss, "softmax")
    assert -np.log(float(share)) == pytest.approx(float(shown), abs=10.0 ** -(len(shown) - 2))
    assert float(shown) == pytest.approx(loss, rel=0.2)


@pytest.mark.parametrize("label", range(10))
@pytest.mark.parametrize("spread", [0.1, 4, 40])
def test_the_loss_is_the_logarithm_step_by_step(evaluate: Evaluate, label: int, spread: float) -> None:
    logits, probabilities = scores(8, spread)
    body = (
        f"const account = accountOfSoftmax({UNPACK}); return {{ ...lossOf(account, {label}), total: account.total }};"
    )
    loss = evaluate(body, {"scene": softmax_scene(logits, probabilities)}, "softmax")
    scaled = logits.astype(np.float64)
    expected = scaled.max() + np.log(np.exp(scaled - scaled.max()).sum()) - scaled[label]
    assert loss["exact"] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    unit = 10 ** loss["decimals"]
    assert round(loss["shown"] * unit) == round(loss["logarithm"] * unit) - round(loss["score"] * unit)
    assert loss["logarithm"] == pytest.approx(np.log(loss["total"]), abs=1.01 / unit)


def test_sums_of_maps_and_places_are_the_same_evidence(evaluate: Evaluate) -> None:
    terms = np.random.default_rng(9).normal(0, 0.1, (3, 4, 7))
    terms[..., 2] = 0
    body = """
        const terms = Float64Array.from(given);
        return [sumsOfMaps({ terms }, 7), Array.from(sumsOfPlaces(terms, 7))];
    """
    maps, places = evaluate(body, terms.reshape(-1).tolist(), "dense")
    assert places == pytest.approx(terms.sum(axis=2).reshape(-1))
    assert [entry["shown"] for entry in maps] == pytest.approx(terms.sum(axis=(0, 1)), abs=0.0101)
    assert maps[2]["shown"] == 0
    assert round(sum(entry["shown"] for entry in maps) * 100) == round(terms.sum() * 100)


def test_terms_are_told_with_both_factors(evaluate: Evaluate) -> None:
    inputs = np.array([0.5, -0.25], np.float32)
    weights = np.array([-0.125, 2], np.float32)
    meta = {"unit": 0, "bias": 0.0, "shape": None, "text": {"told": "{index}: {input} × {weight} = {term}"}}
    scene = base64.b64encode(pack(meta, {"inputs": inputs, "weights": weights, "units": inputs[:1]})).decode()
    body = f"const scene = {UNPACK}; return sayTerm(1, scene, accountForUnit(scene));"
    assert evaluate(body, {"scene": scene}, "dense") == "1: −0.250000 × +2.000000 = −0.500000"
