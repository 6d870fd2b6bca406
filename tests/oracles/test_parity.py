"""What the pages are held to: Keras, plain NumPy, and the numbers that each kind of stage has to show."""

from collections.abc import Sequence

import numpy as np
import pytest

from explainer.network import network
from explainer.shifting import shifted, similarity
from tests.oracles.parity_cell import Cell
from tests.oracles.parity_checks import check
from tests.oracles.parity_page import Findings, Part
from tests.oracles.parity_pictures import LEDGER, OVERVIEW
from tests.oracles.reference import Array, Reference, products, terms
from tests.oracles.runs import random_weights

SMALL = network("c3-k4-s2-same_avg2_c2-tanh_drop0.25_d5")


@pytest.fixture(scope="module")
def small() -> tuple[Reference, dict[str, Array]]:
    """A small network and its answer to an image."""
    reference = Reference(SMALL, random_weights(SMALL, seed=7))
    return reference, reference.outputs(np.random.default_rng(8).random((28, 28), np.float32))


def number(value: float, decimals: int = 3) -> str:
    """A number as pages write it."""
    return "0" if value == 0 else f"{value:+,.{decimals}f}".replace("-", "−")


def shared_out(total: float, exact: Sequence[float], decimals: int = 3) -> list[float]:
    """Parts that add up to a total as shown: all rounded down, then as many of them up as are missing."""
    unit = 10**decimals
    units = [int(np.floor(value * unit)) for value in exact]
    missing = round(total * unit) - sum(units)
    order = sorted(range(len(units)), key=lambda place: units[place] - exact[place] * unit)
    for place in range(missing):
        units[order[place % len(order)]] += 1
    return [value / unit for value in units]


def several(name: str, values: Sequence[float], **where: object) -> list[Part]:
    return [Part(name, number(value), **where) for value in values]  # type: ignore[arg-type]


def account_of_convolution(reference: Reference, outputs: dict[str, Array], cell: Cell) -> list[Part]:
    """A convolution's page, written without the project's components."""
    kernel, bias = reference.weights[cell.stage.layer]
    place = (cell.row, cell.column, cell.filter)
    inputs = outputs[reference.before(cell.stage.name)]
    added = products(inputs, kernel, cell.stage, place[:2], cell.filter)
    total = float(outputs[cell.stage.name][place])
    rounded_bias = round(float(bias[cell.filter]), 3)
    rounded_sum = round(total, 3) - rounded_bias
    sums = shared_out(rounded_sum, added.sum(axis=(0, 1)))
    silent = sum(exact == 0 for exact in added.sum(axis=(0, 1)).tolist())
    opened = sums[cell.channel] if len(sums) > 1 else rounded_sum
    return [
        *several("product", shared_out(opened, added[..., cell.channel].ravel())),
        *([Part("partial", number(opened))] if len(sums) > 1 else []),
        *(Part("channel", number(value), index=index) for index, value in enumerate(sums)),
        *([Part("nothing", f"{silent} maps add nothing")] if silent else []),
        Part("sum", number(rounded_sum)),
        Part("bias", number(rounded_bias)),
        Part("total", number(total)),
        Part("keras", number(total, 6)),
        Part("activation", number(float(outputs[reference.after(cell.stage.name)][place]))),
    ]


@pytest.mark.parametrize("name", ["conv2d_1", "conv2d_2"])
def test_a_convolution_is_compared_number_by_number(small: tuple[Reference, dict[str, Array]], name: str) -> None:
    reference, outputs = small
    stage = reference.stages[name]
    cell = Cell(stage=stage, filter=1, channel=stage.input_shape[-1] - 1, row=4, column=3, label=0)
    page = account_of_convolution(reference, outputs, cell)
    found = check(page, cell, reference, outputs)
    assert found.faults == []
    assert found.totals == 4 + any(part.name == "nothing" for part in page)
    assert found.sums == (2 if stage.input_shape[-1] == 1 else 3)
    for place, part in enumerate(page):
        if part.name == "channel" and stage.input_shape[-1] == 1:
            continue
        shown = "6" if part.name == "nothing" else number(float(part.text.replace("−", "-")) + 0.003)
        wrong = Part(part.name, shown, part.index)
        assert check([*page[:place], wrong, *page[place + 1 :]], cell, reference, outputs).faults, part
    elsewhere = Cell(stage=stage, filter=1, channel=cell.channel, row=2, column=3, label=0)
    assert check(page, elsewhere, reference, outputs).faults


def test_a_pooling_shows_the_cells_that_count(small: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = small
    stage = reference.stages["pooling2d_1"]
    cell = Cell(stage=stage, filter=2, channel=0, row=1, column=2, label=0)
    values = outputs["activation_1"][2:4, 4:6, 2].ravel()
    numbers = [Part("total", number(float(outputs[stage.name][1, 2, 2]))), *several("term", list(map(float, values)))]
    image = outputs["input"][..., 0]
    moved, black = (reference.outputs(picture) for picture in (shifted(image), np.zeros_like(image)))
    shares = [
        similarity(*(answer[name][..., cell.filter] for answer in (outputs, moved, black)))
        for name in ("activation_1", stage.name)
    ]
    alike = [Part("alike", f"{100 * (share or 0):.0f} %") for share in shares]
    assert check([*numbers, *alike], cell, reference, outputs).faults == []
    assert check([*numbers[:-1], *alike], cell, reference, outputs).faults == ["term: 3 numbers instead of 4"]
    assert check(numbers, cell, reference, outputs).faults == ["alike: not on the page"]
    assert check([*numbers, alike[0], Part("alike", "12 %")], cell, reference, outputs).faults != []


def test_a_units_terms_add_up_by_sign(small: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = small
    stage = reference.stages["dense_1"]
    kernel, bias = reference.weights["dense_1"]
    cell = Cell(stage=stage, filter=3, channel=0, row=0, column=0, label=0)
    added = terms(outputs["flatten"], kernel, 3)
    total = float(outputs["dense_1"][3])
    rounded = round(float(bias[3]), 3)
    negative = round(float(added[added < 0].sum()), 3)
    positive = round(total, 3) - rounded - negative
    page = [Part("total", number(total)), Part("keras", number(total, 6)), Part("bias", number(rounded))]
    for group, (name, whole, sign) in enumerate((("positive", positive, 1), ("negative", negative, -1))):
        page.append(Part(name, number(whole)))
        order = [int(index) for index in np.argsort(-added * sign)[:2]]
        shown = [round(float(added[index]), 3) for index in order]
        for index, term in zip(order, shown, strict=True):
            page.append(Part("input", number(float(outputs["flatten"][index])), index, group))
            page.append(Part("weight", number(float(kernel[index, 3]), 4), index, group))
            page.append(Part("term", number(term), index, group))
        page.append(Part("rest", number(whole - sum(shown)), None, group))
    found = check(page, cell, reference, outputs)
    assert found.faults == []
    assert found.sums == 3
    without_rest = [part for part in page if part.name != "rest"]
    assert len(check(without_rest, cell, reference, outputs).faults) == 2


def test_probabilities_and_exponentials_are_rounded_on_their_own(small: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = small
    logits, probabilities = (outputs[name].astype(float) for name in ("logits", "softmax"))
    cell = Cell(stage=reference.stages["softmax"], filter=4, channel=0, row=0, column=0, label=2)
    exponentials = np.exp(logits)
    page = [
        *(Part("logit", number(value), index) for index, value in enumerate(logits)),
        *(Part("exponential", f"{value:.2f}", index) for index, value in enumerate(exponentials)),
        *(Part("probability", f"{100 * value:.2f} %", index) for index, value in enumerate(probabilities)),
        Part("sum", f"{exponentials.sum():.2f}"),
        Part("total", "100 %"),
        Part("share", f"{probabilities[4]:.4g}"),
        Part("keras", f"{probabilities[4]:.6f}"),
        Part("loss", f"{-np.log(probabilities[2]):.3f}"),
    ]
    found = check(page, cell, reference, outputs)
    assert found.faults == []
    assert (found.totals, found.sums) == (10 + 10 + 10 + 4, 0)
    unit_off = [
        Part(part.name, f"{100 * probabilities[4] + 0.01:.2f} %", 4)
        if (part.name, part.index) == ("probability", 4)
        else part
        for part in page
    ]
    assert [fault.split(":")[0] for fault in check(unit_off, cell, reference, outputs).faults] == ["probability 4"]
    other = Cell(stage=cell.stage, filter=4, channel=0, row=0, column=0, label=3)
    assert [fault.split(":")[0] for fault in check(page, other, reference, outputs).faults] == ["loss"]


def test_a_ledger_adds_up_in_each_column_and_line(small: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = small
    logits = outputs["logits"].astype(float)
    cell = Cell(
        stage=reference.stages["logits"], filter=1, channel=0, row=0, column=0, label=0, second=6, picture=LEDGER
    )
    first, second = round(logits[1], 3), round(logits[6], 3)
    sides = (("first", first), ("second", second), ("difference", first - second))
    unit = float(outputs["activation_3"][2])
    before = float(outputs["dense_1"][2])
    node = "activation_3:2"
    page = [
        *(
            Part("bias", number(0.25 if side != "difference" else 0), None, None, side, False, "logits:1")
            for side, _ in sides
        ),
        *(
            Part("part", number(whole - (0.25 if side != "difference" else 0)), None, None, side, False, "logits:1")
            for side, whole in sides
        ),
        *(Part("total", number(whole), None, None, side, False, "logits:1") for side, whole in sides),
        *several("head", [unit], node=node),
        *several("activation", [unit], node=node),
        Part("keras", number(unit, 6), node=node),
        *several("part", [round(before, 3) - 0.5], node=node),
        *several("bias", [0.5], node=node),
        *several("total", [before], node=node),
    ]
    found = check(page, cell, reference, outputs)
    assert found.faults == []
    assert found.sums == 3 + 3 + 1
    for place, part in enumerate(page):
        wrong = Part(
            part.name, number(float(part.text.replace("−", "-")) + 0.003), None, None, part.side, False, part.node
        )
        assert check([*page[:place], wrong, *page[place + 1 :]], cell, reference, outputs).faults, part


def test_the_overview_explains_the_strongest_cell(small: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = small
    output = outputs["conv2d_1"]
    row, column, focus = (int(place) for place in np.unravel_index(output.argmax(), output.shape))
    kernel, bias = reference.weights["conv2d_1"]
    added = products(outputs["input"], kernel, reference.stages["conv2d_1"], (row, column), focus).sum()
    rounded_bias = round(float(bias[focus]), 3)
    assert added + float(bias[focus]) == pytest.approx(float(output.max()), abs=1e-5)
    page = [
        Part("term", number(round(float(output.max()), 3) - rounded_bias)),
        Part("bias", number(rounded_bias)),
        Part("total", number(float(output.max()))),
    ]
    cell = Cell(stage=reference.stages["logits"], filter=0, channel=0, row=0, column=0, label=0, picture=OVERVIEW)
    assert check(page, cell, reference, outputs) == Findings(totals=2, parts=1, sums=1)
    assert check(page[1:], cell, reference, outputs).faults


NORMALIZED = network("c3_bn_avg4_gap")


@pytest.fixture(scope="module")
def normalized() -> tuple[Reference, dict[str, Array]]:
    reference = Reference(NORMALIZED, random_weights(NORMALIZED, seed=7))
    return reference, reference.outputs(np.random.default_rng(8).random((28, 28), np.float32))


def account_of_normalization(reference: Reference, outputs: dict[str, Array], cell: Cell) -> list[Part]:
    """A page of batch normalization, with more decimals than any value needs."""
    gamma, beta, mean, variance = (float(array[cell.filter]) for array in reference.weights[cell.stage.layer])
    place = (cell.row, cell.column, cell.filter)
    value, total = float(outputs["activation_1"][place]), float(outputs[cell.stage.name][place])
    spread = np.sqrt(variance + 0.001)
    fine = {"mean": mean, "variance": variance, "value": value, "spread": spread, "gamma": gamma}
    fine |= {"difference": round(value, 7) - round(mean, 7), "normalized": (value - mean) / spread}
    return [
        *(Part(name, number(exact, 7)) for name, exact in fine.items()),
        Part("beta", number(round(beta, 3))),
        Part("scaled", number(round(total, 3) - round(beta, 3))),
        Part("total", number(total)),
        Part("keras", number(total, 6)),
    ]


def test_a_normalized_cell_is_calculated_from_what_is_shown(normalized: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = normalized
    cell = Cell(stage=reference.stages["batch_normalization_1"], filter=1, channel=0, row=4, column=3, label=0)
    page = account_of_normalization(reference, outputs, cell)
    found = check(page, cell, reference, outputs)
    assert found.faults == []
    assert found.sums == 4
    wrong = [Part("gamma", number(2.5)) if part.name == "gamma" else part for part in page]
    assert [fault.partition(":")[0] for fault in check(wrong, cell, reference, outputs).faults] == ["gamma", "scaled"]


def test_a_mean_is_its_sum_divided_as_shown(normalized: tuple[Reference, dict[str, Array]]) -> None:
    reference, outputs = normalized
    cell = Cell(stage=reference.stages["global_average_pooling2d"], filter=2, channel=0, row=0, column=0, label=0)
    values = outputs["pooling2d_1"][..., 2].ravel().astype(float)
    mean = float(outputs["global_average_pooling2d"][2])
    total = sum(shared_out(values.sum(), values))
    page = [
        *several("term", shared_out(values.sum(), values)),
        Part("sum", number(total)),
        Part("count", str(values.size)),
        Part("total", number(mean)),
        Part("keras", number(mean, 6)),
    ]
    found = check(page, cell, reference, outputs)
    assert found.faults == []
    assert found.sums == 2
    page[-3] = Part("count", str(values.size + 1))
    assert [fault.partition(" ")[0] for fault in check(page, cell, reference, outputs).faults] == ["count:", "total:"]
