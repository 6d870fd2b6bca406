"""Mutated files are the same each time, and what becomes of them is told apart."""

from pathlib import Path

import pytest

from explainer.errors import ExplainerError
from explainer.training.models.configuration import read_configuration
from tests.oracles.answers import answer
from tests.oracles.hostile_files import LAYOUTS, configuration, weights, weights_file


def raises(error: Exception) -> object:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ExplainerError("weights_do_not_fit", "no"), "weights_do_not_fit"),
        (ExplainerError("no_such_sentence", "no"), "unexpected"),
        (ExplainerError("import_too_large", "its sentence needs details"), "unexpected"),
        (MemoryError(), "unexpected"),
    ],
)
def test_only_what_a_visitor_can_be_told_is_expected(error: Exception, code: str) -> None:
    assert answer(lambda: raises(error))[0] == code


def test_what_is_read_is_accepted() -> None:
    assert answer(lambda: Path(__file__).read_bytes())[0] == "accepted"


def test_the_files_are_the_same_each_time_and_of_every_layout() -> None:
    originals = {layout: weights_file(layout) for layout in LAYOUTS}
    files = [weights(index, originals) for index in range(3 * len(LAYOUTS))]
    assert files == [weights(index, originals) for index in range(3 * len(LAYOUTS))]
    assert {layout for layout, _ in files} == set(LAYOUTS)
    assert sum(content != originals[layout] for layout, content in files) > 20


def test_configurations_are_mostly_refused_for_many_reasons() -> None:
    codes = [answer(lambda index=index: read_configuration(configuration(index)))[0] for index in range(300)]
    assert "unexpected" not in codes
    assert codes.count("accepted") < 150
    assert len(set(codes)) > 8
