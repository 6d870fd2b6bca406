"""Update rules and their formulas are Keras's, and so is every argument."""

import re

import keras
import numpy as np
import pytest

from explainer.optimizers import ALL, VARIANTS, Optimizer, optimizer

TRIED: dict[str, Optimizer] = dict(VARIANTS) | {
    f"{kind.optimizer_name()}-{field}": kind.model_validate({field: option.steps[-2]})
    for kind in ALL
    for field, option in kind.options().items()
}
STEPS = 60
SHAPE = (3, 2)


@pytest.mark.parametrize("name", TRIED)
def test_updates_are_keras_own_over_many_steps(name: str) -> None:
    """At a learning rate that changes at every step, as a schedule's does."""
    chosen, generator = TRIED[name], np.random.default_rng(5)
    rates = np.linspace(0.1, 0.01, STEPS)
    keras_own = chosen.build(rates[0])
    variable = keras.Variable(generator.normal(size=SHAPE), dtype="float32", name=f"updates_{name}")
    weight, memory = np.asarray(variable, np.float64), chosen.start(SHAPE)
    for number, rate in enumerate(rates, start=1):
        gradient = generator.normal(size=SHAPE)
        keras_own.learning_rate = rate
        keras_own.apply([gradient.astype(np.float32)], [variable])
        update = chosen.update(gradient, weight, memory, number, float(rate))
        weight, memory = weight + update.step, update.memory
        np.testing.assert_allclose(weight, np.asarray(variable), rtol=1e-4, atol=1e-5)
        kept = [np.asarray(one) for one in keras_own.variables if tuple(one.shape) == SHAPE]
        assert list(memory) == list(chosen.memory)
        for ours, theirs in zip(memory.values(), kept, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", TRIED)
def test_formulas_compute_what_the_update_rule_does(name: str) -> None:
    chosen, generator = TRIED[name], np.random.default_rng(6)
    weight, memory, rate = generator.normal(size=()), chosen.start(()), 0.03
    for number in range(1, 6):
        gradient = generator.normal(size=())
        update = chosen.update(gradient, weight, memory, number, rate)
        known = {"gradient": gradient, "weight": weight, "learning_rate": rate, "number": number, **chosen.arguments}
        known |= {f"before_{slot}": value for slot, value in memory.items()}
        for line in chosen.formula:
            known[line.name] = computed(line.formula, known)
            # Epsilon is left out.
            assert known[line.name] == pytest.approx(float(update.values[line.name]), rel=1e-5)
        assert line.name == "step"
        assert update.values["step"] == update.step
        weight, memory = weight + update.step, update.memory


def computed(formula: str, known: dict[str, float]) -> float:
    """What a formula comes to, read as Python."""
    signs = {"−": "-", "×": "*", "÷": "/", "²": "**2", "^": "**"}
    source = re.sub(r"√(\{\w+\}|\([^)]*\))", r"\1**0.5", formula)
    source = re.sub(r"\|([^|]*)\|", r"abs(\1)", source)
    for sign, python in signs.items():
        source = source.replace(sign, python)
    return float(eval(re.sub(r"\{(\w+)\}", r"known['\1']", source), {}, {"known": known}))


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.keras_name)
def test_defaults_and_constants_are_keras_own(kind: type[Optimizer]) -> None:
    ours = optimizer(kind.optimizer_name())
    theirs = keras.optimizers.get(ours.name)
    assert type(theirs).__name__ == kind.keras_name
    configuration = theirs.get_config()
    assert configuration["learning_rate"] == pytest.approx(ours.learning_rate)
    assert {name: configuration[name] for name in ours.arguments} == ours.arguments
    assert {**ours.build().get_config(), "name": ""} == {**configuration, "name": ""}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_weight_at_its_start_remembers_what_keras_does(name: str) -> None:
    chosen = VARIANTS[name]
    keras_own = chosen.build()
    keras_own.build([keras.Variable(np.zeros(SHAPE), dtype="float32", name=f"start_{name}")])
    kept = [np.asarray(one) for one in keras_own.variables if tuple(one.shape) == SHAPE]
    assert [float(one.ravel()[0]) for one in kept] == pytest.approx(list(chosen.memory.values()))
