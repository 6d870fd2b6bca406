"""What every benchmark makes of its samples: figures, a table, JSON and an exit code; the command line."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as command_line
from benchmarks.report import Figure, Report, Sample, alternate, as_json, paired_ratio, publish
from benchmarks.training import PARTS

PROJECT = Path(__file__).resolve().parents[2]
FAST = Figure("speed-up", 12.0, at_least=10)
SLOW = Figure("milliseconds", 90.0, at_most=80, unit="ms")
BESIDE = Figure("empty page", 3.0, unit="ms")


def sample(name: str, *values: float) -> Sample:
    return Sample(name, values)


def test_a_sample_knows_its_order_statistics() -> None:
    odd, even = sample("odd", 9, 1, 5), sample("even", 4, 1, 3, 2)
    assert (odd.minimum, odd.median, odd.maximum) == (1, 5, 9)
    assert (even.minimum, even.median, even.maximum) == (1, 2.5, 4)


def test_sides_are_measured_in_turn_and_stay_paired() -> None:
    called: list[str] = []

    def side(name: str) -> int:
        called.append(name)
        return len(called)

    values = alternate({"a": lambda: side("a"), "b": lambda: side("b"), "c": lambda: side("c")}, 3)
    assert "".join(called) == "abccbaabc"
    assert values == {"a": (1, 6, 7), "b": (2, 5, 8), "c": (3, 4, 9)}


def test_paired_ratio_compares_neighbours_and_not_medians() -> None:
    # A machine that became ten times slower: the medians' ratio would be 2 / 10.
    assert paired_ratio([1, 2, 20], [1, 10, 10]) == 1
    with pytest.raises(ValueError, match="shorter"):
        paired_ratio([1, 2], [1])


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("at its limit", 10.0, at_least=10), True),
        (Figure("under it", 9.99, at_least=10), False),
        (Figure("at its limit", 80.0, at_most=80), True),
        (Figure("over it", 80.01, at_most=80), False),
        (Figure("over its aim only", 1.8, at_most=2, aim=1.5), True),
        (Figure("nothing promised", 1e9), True),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else str(value),
)
def test_figures_are_held_to_their_limits(figure: Figure, reached: bool) -> None:
    assert figure.is_reached is reached
    assert ("NOT REACHED" in str(figure)) is not reached


def test_json_is_one_line_with_ratios_figures_and_samples() -> None:
    line = as_json(Report("draw", (sample("pen", 3, 1, 2),), (FAST, SLOW, BESIDE)))
    assert "\n" not in line
    assert json.loads(line) == {
        "benchmark": "draw",
        "reached": False,
        "ratios": {"speed-up": 12.0},
        "figures": {
            "speed-up": {"value": 12.0, "unit": "x", "at_least": 10, "reached": True},
            "milliseconds": {"value": 90.0, "unit": "ms", "at_most": 80, "reached": False},
            "empty page": {"value": 3.0, "unit": "ms"},
        },
        "samples": {"pen": {"unit": "ms", "minimum": 1, "median": 2, "maximum": 3}},
    }


@pytest.mark.parametrize(
    ("figures", "check", "exit_code"), [((FAST, BESIDE), True, 0), ((FAST, SLOW), True, 1), ((FAST, SLOW), False, 0)]
)
def test_check_fails_only_for_figures_that_are_not_reached(
    figures: tuple[Figure, ...], check: bool, exit_code: int
) -> None:
    output = io.StringIO()
    assert publish(Report("draw", (sample("pen", 1),), figures), check=check, output=output) == exit_code
    lines = output.getvalue().splitlines()
    assert json.loads(lines[-1])["reached"] is (SLOW not in figures)
    assert ("Not reached: milliseconds" in lines) is (exit_code == 1)


def test_the_command_line_lists_the_benchmarks_and_their_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(command_line.BENCHMARKS)
    assert set(command_line.PARTS["training"]) == set(PARTS)
    for name in command_line.BENCHMARKS:
        assert (PROJECT / "benchmarks" / f"{name}.py").is_file()


@pytest.mark.parametrize("arguments", [["nothing"], ["draw", "--repeats", "0"], ["draw", "--part", "clicks"]])
def test_the_command_line_refuses_what_it_does_not_know(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        command_line.main(arguments)
    assert caught.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_check_hands_its_exit_code_to_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "benchmarks.animation.measure", lambda repeats=5: Report("animation", (sample("sweep", repeats),), (SLOW,))
    )
    assert command_line.main(["animation", "--repeats", "3"]) == 0
    assert command_line.main(["animation", "--check"]) == 1


def test_the_list_needs_no_tensorflow() -> None:
    code = "import sys; from benchmarks.__main__ import main; main([]); sys.exit('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
