"""The parts of the benchmark of hostile files that measure nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as command_line
from benchmarks.hostile import Found, answer, report
from benchmarks.hostile_files import LAYOUTS, configuration, weights, weights_file
from benchmarks.report import Report, Sample
from explainer.errors import ExplainerError
from explainer.training.models.configuration import read_configuration


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


def test_each_promise_can_be_missed() -> None:
    def missed(**changed: object) -> set[str]:
        usual = {
            "answers": {"contiguous": [("accepted", 0.1), ("weights_do_not_fit", 0.2)]},
            "growth": {"by function": 3.0},
            "ended": [0],
            "honest": [1.0, 2.0, 9.0],
        }
        return {figure.name for figure in report(Found(**usual | changed)).missed}

    assert missed() == set()
    assert missed(answers={"contiguous": [("unexpected", 0.1)]}) == {"unexpected"}
    assert missed(answers={"contiguous": [("accepted", 5.1)]}) == {"longest answer"}
    assert missed(growth={"by function": 50.1}) == {"more memory, by function"}
    assert missed(ended=[1]) == {"servers that ended"}
    assert missed(honest=[1.0, 3.1, 4.0]) == {"a model of 10 MB comes back"}


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


def test_the_number_of_files_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = []

    def measure(repeats: int) -> Report:
        chosen.append(repeats)
        return Report("hostile", (Sample("files", (1.0,)),), ())

    monkeypatch.setattr("benchmarks.hostile.measure", measure)
    assert command_line.main(["hostile", "--count", "70"]) == 0
    assert chosen == [70]
