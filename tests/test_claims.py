"""Whatever claims something of the network, the data or the run has a condition that decides when it is said."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from explainer.claims import Facts, variant_for
from explainer.claims.embedding import NEIGHBOURS, SHARES, Change
from explainer.claims.evaluating import EVALUATE
from explainer.claims.learning import has_learned
from explainer.claims.overview import OVERVIEW
from explainer.claims.stages import STAGES
from explainer.claims.trainings import COMPARE, TIME_MACHINE, Timeline
from explainer.lessons.files import FOLDER
from explainer.network import network
from explainer.text import FALLBACK_LANGUAGE, written
from tests.oracles.claims_oracles import ORACLES

ROOT = Path(__file__).resolve().parents[1]
LISTED = tomllib.loads((ROOT / "tests" / "claims.toml").read_text(encoding="utf-8"))
GROUPS: list[dict[str, Any]] = LISTED["said"]
PATTERNS: list[str] = [pattern for group in LISTED["said"] for pattern in group["ids"]]
FEW = 60
"""A group of sentences that claim nothing has no more: whoever reads the reason can read them."""
SAID = written(FALLBACK_LANGUAGE)
SENTENCE = re.compile(r"[.!?](\s|\*|$)")
"""A label claims nothing; a sentence may."""


def chosen() -> Iterator[str]:
    """The sentences that `explainer/claims` decides."""
    for claims in (STAGES, OVERVIEW, TIME_MACHINE, COMPARE, EVALUATE, NEIGHBOURS, SHARES):
        for base, variants in claims.items():
            yield from (base, *(f"{base}_{variant}" for variant in variants))


CHOSEN = frozenset(chosen())


def said() -> Iterator[str]:
    """The sentences of the catalogue that no table of `explainer/claims` and no oracle decides."""
    for name, sentence in SAID.items():
        if SENTENCE.search(sentence.strip()) and name not in CHOSEN and name not in ORACLES:
            yield name


def homes(names: Iterator[str], patterns: list[str]) -> dict[str, list[str]]:
    """Under which patterns each sentence is listed."""
    return {name: [pattern for pattern in patterns if fnmatch(name, pattern)] for name in names}


def test_every_sentence_has_one_place() -> None:
    """Enter a new sentence in `tests/claims.toml`, or give it variants in `explainer/claims`."""
    found = homes(said(), PATTERNS)
    assert len(found) > 400
    assert {name: patterns for name, patterns in found.items() if len(patterns) != 1} == {}


def test_what_is_listed_is_said() -> None:
    names = list(said())
    assert [pattern for pattern in PATTERNS if not any(fnmatch(name, pattern) for name in names)] == []


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["ids"][0])
def test_every_group_says_what_holds_it_or_why_nothing_need(group: Mapping[str, Any]) -> None:
    assert group["reason"].strip()
    assert [path for path in group.get("by", ()) if not (ROOT / path).is_file()] == []
    if "by" not in group:
        assert len([name for name, found in homes(said(), group["ids"]).items() if found]) <= FEW


def taught() -> Iterator[str]:
    """The sentences of `assets/lessons`, as `tests/claims.toml` names them."""
    for path in sorted(FOLDER.glob(f"*.{FALLBACK_LANGUAGE}.toml")):
        subject = path.name.removesuffix(f".{FALLBACK_LANGUAGE}.toml")
        for name, said in _sentences(tomllib.loads(path.read_text(encoding="utf-8")), subject):
            if SENTENCE.search(said.strip()):
                yield name


def _sentences(table: Mapping[str, object], name: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _sentences(value, f"{name}.{key}")
        elif isinstance(value, str):
            yield f"{name}.{key}", value


def test_every_sentence_that_is_taught_has_an_oracle_or_a_reason() -> None:
    """A note that is true of some layers only has an oracle; for any other, `tests/claims.toml` says what holds it."""
    reviewed = LISTED["lessons"]
    assert all(group["reason"].strip() for group in reviewed)
    patterns = [pattern for group in reviewed for pattern in group["ids"]]
    names = list(taught())
    assert len(names) > 400
    found = homes(iter(names), patterns)
    assert [name for name, places in found.items() if (name in ORACLES) == bool(places)] == []
    assert [name for name, places in found.items() if len(places) > 1] == []
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in names)] == []


def test_every_variant_is_said() -> None:
    assert CHOSEN - SAID.keys() == set()


def facts_of(word: str, name: str) -> Facts:
    stages = network(word).stages
    return Facts(next(stage for stage in stages if stage.name == name), stages)


@pytest.mark.parametrize(
    ("word", "stage", "base", "expected"),
    [
        ("c4_max2_d8", "conv2d_1", "stage.conv2d.why", ""),
        ("c4-k1_d8", "conv2d_1", "stage.conv2d.why", "single"),
        ("c4-k2-s3_d8", "conv2d_1", "stage.conv2d.why", "skipping"),
        ("c4-k3-s3_d8", "conv2d_1", "stage.conv2d.why", ""),
        ("c4_max3-s2-same_d8", "pooling2d_1", "stage.max_pooling2d.what", "padded"),
        ("c4_max2-same_d8", "pooling2d_1", "stage.max_pooling2d.what", ""),
        ("c4_max1_d8", "pooling2d_1", "stage.max_pooling2d.what", "single"),
        ("c4_max2_d8_d8", "dense_1", "stage.dense.why", "together"),
        ("c4_max2_d8_d8", "dense_2", "stage.dense.why", ""),
        # Cells in the middle see all of the image by then.
        ("c4-k7-same_max2_c4-k7-same_max2_c4-k7-same_d8", "dense_1", "stage.dense.why", ""),
        ("c4_gap_d8", "dense_1", "stage.dense.why", ""),
        ("c4_max2_d8-linear", "activation_2", "stage.linear.why", ""),
        ("c4-linear_bn_avg2_d8-linear", "activation_2", "stage.linear.why", "throughout"),
        ("c4_max2_d8-linear", "activation_2", "page.walkthrough.code_activation", "none"),
        ("c4_max2_d8", "activation_2", "page.walkthrough.code_activation", ""),
        ("c1_d8", "flatten", "stage.flatten.title", "one"),
        ("c4_d8", "flatten", "stage.flatten.title", ""),
        ("c4-s3_max7_gap", "global_average_pooling2d", "stage.global_average_pooling2d.why", "single"),
    ],
)
def test_what_fits_a_stage(word: str, stage: str, base: str, expected: str) -> None:
    assert variant_for(STAGES, base, facts_of(word, stage)) == "_".join(filter(None, (base, expected)))


def test_a_block_is_called_by_what_it_finds() -> None:
    def braces(word: str, *, learned: bool = True) -> list[str]:
        stages = network(word).stages
        blocks = [stage for stage in stages if stage.settings.opens_block]
        base = "component.overview.brace_block"
        found = [variant_for(OVERVIEW, base, Facts(stage, stages, learned)) for stage in blocks]
        return [name.removeprefix(base).removeprefix("_") for name in found]

    assert braces("c4_max2_c4_max2_c4") == ["small", "shapes", "larger"]
    assert braces("c4-k7-s3_max7_c4-k1") == ["patterns", "mixing"]
    assert braces("c4-k1_c4_max2_c4") == ["single", "small", "shapes"]
    assert braces("c4_c4-k1_c4", learned=False) == ["", "mixing", ""]


@pytest.mark.parametrize(
    ("epoch", "accuracy", "expected"), [(0, 0.99, False), (1, None, True), (5, 0.5, True), (5, 0.49, False)]
)
def test_weights_have_learned_when_they_were_trained_and_are_often_right(epoch, accuracy, expected) -> None:
    assert has_learned(epoch, accuracy) == expected


@pytest.mark.parametrize(
    ("epochs", "turn", "right", "settled"),
    [
        ((0, 1, 2, 3), 2, "", ""),
        ((0, 1, 2, 4, 8), 2, "", "known"),
        ((0, 2, 4, 5), 2, "known", ""),
        ((0, 2, 4), None, "", ""),
        ((5,), 0, "known", ""),
        ((0, None, 1), 2, "moments", "moments"),
        ((0, None, 1), None, "moments", "moments"),
    ],
)
def test_a_timeline_with_gaps_says_no_more_than_it_knows(epochs, turn, right, settled) -> None:
    for name, expected in (("turn_right", right), ("turn_settled", settled)):
        base = f"component.timemachine.{name}"
        assert variant_for(TIME_MACHINE, base, Timeline(epochs, turn)) == "_".join(filter(None, (base, expected)))


def test_dropout_is_spoken_of_where_there_is_any() -> None:
    base = "page.compare.gaps_note"
    assert variant_for(COMPARE, base, [network("c4_max2"), network("d8")]) == base
    assert variant_for(COMPARE, base, [network("c4_max2"), network("d8_drop0.5")]) == f"{base}_dropout"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(0.9, 0.98, "more"), (0.98, 0.7, "less"), (0.9, 0.909, ""), (0.9, 0.891, ""), (0.5, 0.51, "more")],
)
def test_neighbours_are_said_to_have_changed_from_one_point_on(before, after, expected) -> None:
    for base in NEIGHBOURS:
        found = variant_for(NEIGHBOURS, base, Change(before, after))
        assert found == "_".join(filter(None, (base, expected)))


def test_axes_lose_nothing_only_where_they_hold_all() -> None:
    base = "page.embedding.pca"
    assert variant_for(SHARES, base, 0.999) == base
    assert variant_for(SHARES, base, 1 - 1e-7) == f"{base}_all"
