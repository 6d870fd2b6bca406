"""The components' arithmetic and bookkeeping, against NumPy."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explainer.ui.components.payload import pack, quantize

Evaluate = Callable[..., Any]


def encoded(payload: bytes) -> str:
    return base64.b64encode(payload).decode()


UNPACK = "unpack(Uint8Array.from(atob(given), (character) => character.charCodeAt(0)))"


def test_parts_add_up_as_shown(evaluate: Evaluate) -> None:
    generator = np.random.default_rng(1)
    cases = []
    for size in (1, 2, 9, 64):
        for _ in range(20):
            parts = generator.normal(0, 0.1, size)
            cases.append([float(np.float32(parts.sum())), parts.tolist(), 3])
    results = evaluate("return given.map((values) => largestRemainder(...values));", cases)
    for (total, parts, _), shown in zip(cases, results, strict=True):
        assert shown["total"] == pytest.approx(total, abs=0.00051)
        assert round(sum(shown["parts"]) * 1000) == round(shown["total"] * 1000)
        assert np.abs(np.array(shown["parts"]) - parts).max() < 0.001


def test_a_bias_is_never_altered_to_close_a_sum(evaluate: Evaluate) -> None:
    generator = np.random.default_rng(2)
    cases = [
        [-0.01266 + 0.0004, [0.0004, 0, 0, 0], [-0.01266], 3],
        [-0.01266, [0, 0], [-0.01266], 3],
        [0.2504, [], [0.25], 3],
    ]
    for size in (1, 2, 9, 64):
        for _ in range(40):
            parts = generator.normal(0, 0.1, size) * (generator.random(size) > 0.3)
            bias = float(np.float32(generator.normal(0, 0.05)))
            cases.append([float(np.float32(parts.sum() + bias)), parts.tolist(), [bias], 3])
    results = evaluate("return given.map((values) => closeSum(...values));", cases)
    for (total, parts, fixed, _), shown in zip(cases, results, strict=True):
        assert shown["fixed"] == pytest.approx([round(number, 3) for number in fixed], abs=1e-9)
        assert shown["total"] == pytest.approx(round(total, 3), abs=1e-9)
        assert round(shown["sum"] * 1000) == round(shown["total"] * 1000) - round(sum(shown["fixed"]) * 1000)
        if parts:
            assert round(sum(shown["parts"]) * 1000) == round(shown["sum"] * 1000)
            assert np.abs(np.array(shown["parts"]) - parts).max() < 0.001 + 1e-6
        if any(parts):
            assert all(shown["parts"][place] == 0 for place, part in enumerate(parts) if part == 0)


SLIDES = [
    (size, window, strides, padding)
    for size in (5, 11, 28)
    for window in (1, 2, 3, 5)
    for strides in (1, 2, 3, 4)
    for padding in ("valid", "same")
]


def slide(size: int, window: int, strides: int, padding: str) -> tuple[int, int]:
    """Output size and padding before the first cell, by TensorFlow's documentation."""
    if padding == "valid":
        return (size - window) // strides + 1, 0
    stops = -(-size // strides)
    return stops, max((stops - 1) * strides + window - size, 0) // 2


def test_window_edges_are_the_cells_that_windows_visit(evaluate: Evaluate) -> None:
    given, expected = [], []
    for size, window, strides, padding in SLIDES:
        stops, pad = slide(size, window, strides, padding)
        visited = {stop * strides - pad + place for stop in range(stops) for place in range(window)}
        before, after = max(0, -min(visited)), max(0, max(visited) - size + 1)
        reached = min(max(visited) + 1, size)
        ring = {"top": before, "left": before, "bottom": after, "right": after}
        meta = {"window": window, "strides": strides, "pad": [pad, pad]}
        given.append([meta, [size, size], [stops, stops]])
        expected.append([ring, None if reached == size else [reached, reached], before + after > 0])
    results = evaluate(
        """
        return given.map((values) => {
          const { ring, reached, padded } = windowEdges(...values);
          return [ring, reached ? [reached.rows, reached.columns] : null, padded];
        });
        """,
        given,
    )
    assert results == expected


def test_the_nearest_stop_has_the_nearest_centre(evaluate: Evaluate) -> None:
    slides = [(*one[:3], *slide(*one)) for one in SLIDES]
    found = evaluate(
        """
        return given.map(([size, window, strides, stops, pad]) => Array.from({ length: size }, (_, place) => {
          const meta = { window, strides, pad: [pad, pad] };
          const { row, column } = nearestStop({ row: place, column: place }, meta, stops, stops);
          return [row, column];
        }));
        """,
        slides,
    )
    for (_, window, strides, stops, pad), places in zip(slides, found, strict=True):
        centres = np.arange(stops) * strides - pad + (window - 1) / 2
        for place, (row, column) in enumerate(places):
            assert row == column
            assert abs(centres[row] - place) == pytest.approx(np.abs(centres - place).min())


def test_what_python_packs_arrives(evaluate: Evaluate) -> None:
    generator = np.random.default_rng(2)
    maps = generator.normal(0, 1, (3, 2, 4)).astype(np.float32)
    maps[1] = 0
    packed = quantize(maps)
    arrays = {
        "floats": generator.normal(0, 1, (2, 3)).astype(np.float32),
        "levels": np.array([7, 0, 255], np.uint8),
        "integers": np.array([[-5], [2**31 - 1]], np.int32),
        "maps": packed,
    }
    found = evaluate(
        f"""
        const {{ meta, arrays }} = {UNPACK};
        const plain = Object.entries(arrays).map(([name, {{ values, shape }}]) => [name, Array.from(values), shape]);
        return {{
          meta, plain, map: Array.from(mapOf(arrays.maps, 1)), last: Array.from(mapOf(arrays.maps, 2)),
          channel: Array.from(channelOf(arrays.maps, 3)),
        }};
        """,
        encoded(pack({"text": "数 ±", "count": 3}, arrays)),
    )
    assert found["meta"] == {"text": "数 ±", "count": 3}
    restored = {name: np.array(values).reshape(shape) for name, values, shape in found["plain"]}
    for name in ("floats", "levels", "integers"):
        np.testing.assert_array_equal(restored[name], arrays[name])
    assert np.abs(restored["maps"] - maps).max() <= (packed.high - packed.low) / 254 / 2 * 1.001
    assert found["map"] == [0] * 8
    assert found["last"] == restored["maps"][2].ravel().tolist()
    assert found["channel"] == restored["maps"][:, :, 3].ravel().tolist()


CURVES = """
const pointsOf = (losses) => losses.map((loss, index) => ({
  epoch: 1 + Math.floor(index / 3), mean: { loss, accuracy: Number.isNaN(loss) ? NaN : 1 - loss / 10 },
}));
const testsOf = (losses) => losses.map((loss) => ({ value: { loss, accuracy: 1 - loss / 10 } }));
const scalesOf = (losses, tests) => [lossScale, accuracyScale].map((scale) => scale(pointsOf(losses), testsOf(tests)));
"""


def test_a_run_that_diverged_keeps_its_axes(evaluate: Evaluate) -> None:
    nan = float("nan")
    body = f"{CURVES} return given.map((values) => scalesOf(...values));"
    healthy, broken, hopeless, empty = evaluate(
        body,
        [[[2, 1, 0.5, 0.6], [0.4]], [[2, 1, 0.5, 0.6, nan, nan], [0.4, nan]], [[nan, nan], [nan]], [[], []]],
        component="curves",
    )
    assert healthy[0] == {"low": 0, "high": 1, "step": 0.2}
    assert broken[0] == healthy[0]
    # Its last accuracy is not known; the test value stays.
    assert broken[1] == healthy[1] == {"low": 0.8, "high": 1, "step": 0.05}
    assert hopeless == empty
    assert evaluate(
        "return ['loss', 'accuracy'].map((quantity) => formatQuantity(quantity, NaN));", component="curves"
    ) == ["–", "–"]


@pytest.mark.parametrize("shape", [(5, 5, 32), (28, 28, 1), (1, 1, 7), (3, 4, 2)])
def test_addresses_become_indices_and_back(evaluate: Evaluate, shape: tuple[int, int, int]) -> None:
    shown = evaluate(
        """
        return Array.from({ length: given[0] * given[1] * given[2] }, (_, index) => {
          const address = addressOf(index, given);
          return [address.row, address.column, address.channel, indexOf(address, given)];
        });
        """,
        list(shape),
        component="flatten",
    )
    assert shown == [[*map(int, np.unravel_index(index, shape)), index] for index in range(int(np.prod(shape)))]


@pytest.mark.parametrize("size", [0.01, 1, 30])
def test_terms_add_up_as_shown(evaluate: Evaluate, size: float) -> None:
    generator = np.random.default_rng(3)
    inputs = generator.random(400, np.float32) * (generator.random(400) > 0.3)
    weights = generator.normal(0, size, 400).astype(np.float32)
    terms = inputs.astype(np.float64) * weights
    units = np.zeros(5, np.float32)
    units[3] = terms.sum() + 0.1
    arrays = {"inputs": inputs, "weights": weights, "units": units}
    shown = evaluate(
        f"""
        const account = accountForUnit({UNPACK});
        const {{ decimals, gains, losses }} = account;
        const {{ total, parts, fixed }} = closeSum(
          account.total, [account.gain, account.loss], [account.bias], decimals);
        const rows = (list, sum) => termRows(account, list, 4, sum, "").map(({{ index, term }}) => [index, term]);
        const [above, below] = [rows(gains, parts[0]), rows(losses, parts[1])];
        return {{ total, parts: [...parts, ...fixed], decimals, gains: above, losses: below }};
        """,
        encoded(pack({"unit": 3, "bias": 0.1}, arrays)),
        component="dense",
    )
    unit = 10 ** shown["decimals"]
    assert shown["total"] == pytest.approx(float(units[3]), abs=0.51 / unit)
    assert round(sum(shown["parts"]) * unit) == round(shown["total"] * unit)
    for rows, part in ((shown["gains"], shown["parts"][0]), (shown["losses"], shown["parts"][1])):
        assert round(sum(term for _, term in rows) * unit) == round(part * unit)
    order = np.argsort(terms)
    assert [index for index, _ in shown["gains"][:4]] == order[::-1][:4].tolist()
    assert [index for index, _ in shown["losses"][:4]] == order[:4].tolist()


@pytest.mark.parametrize("logits", [[-5.3, 6.2, 0.1], [30.0, 800.0, -900.0], [-40.0, -41.0, -90.0], [0.0, 0.0, 0.0]])
def test_softmax_never_overflows_and_rounds_every_number_on_its_own(evaluate: Evaluate, logits: list[float]) -> None:
    scores = np.zeros(10, np.float32) - 50
    scores[:3] = logits
    exact = np.exp(scores.astype(np.float64) - scores.max())
    shares = (exact / exact.sum()).astype(np.float32)
    payload = pack({"label": 1, "prediction": int(np.argmax(scores))}, {"logits": scores, "probabilities": shares})
    shown = evaluate(f"return accountOfSoftmax({UNPACK});", encoded(payload), component="softmax")
    unit = 10 ** shown["decimals"]
    assert np.abs(np.array(shown["shown"]) - shown["exponentials"]).max() <= 0.5001 / unit
    assert shown["shownTotal"] == pytest.approx(shown["total"], abs=0.5001 / unit)
    assert shown["shownTotal"] > 0
    assert np.array(shown["exponentials"]) / shown["total"] == pytest.approx(shares, abs=1e-6)
    expected_loss = -(scores[1] - scores.max() - np.log(exact.sum()))
    assert shown["loss"] == pytest.approx(expected_loss, rel=1e-6, abs=1e-9)
