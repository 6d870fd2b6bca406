"""Whoever adds a kind of layer hears here what it still lacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from explainer.network.kinds import BLOCK, CHOSEN, KINDS, SECTIONS, Kind, LayerWeights
from explainer.network.layers import Stage
from explainer.questions import makers_of
from explainer.text import LANGUAGES, Text
from explainer.ui.components.mounting import FOLDER
from explainer.ui.walkthrough import SCENES
from tests.networks import NETWORKS, REFERENCE
from tests.oracles.parity_checks import CHECKS

PROJECT = Path(__file__).resolve().parent.parent
CONTRIBUTING = PROJECT / "CONTRIBUTING.md"
KINDS_FOLDER = PROJECT / "explainer" / "network" / "kinds"
STAGES = {stage.settings.kind: stage for config in NETWORKS.values() for stage in config.stages}
MODULES = [path for path in sorted((PROJECT / "explainer").rglob("*.py")) if KINDS_FOLDER not in path.parents]
OPERATIONS = FOLDER / "common" / "operations.js"
SCRIPTS = sorted(FOLDER.rglob("*.js"))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_in_some_network_and_has_a_picture(name: str) -> None:
    picture = KINDS[name].picture
    assert name in STAGES
    assert picture in SCENES
    assert (FOLDER / picture / "index.js").is_file()


@pytest.mark.parametrize("kind", CHOSEN, ids=lambda kind: kind.kind_name())
def test_every_kind_is_known_to_the_tests_and_to_parity(kind: type[Kind]) -> None:
    assert kind.kind_name() in REFERENCE
    assert kind.kind_name() in CHECKS or kind(**_fields(kind)).is_identity
    assert (KINDS_FOLDER / f"{kind.kind_name()}.py").read_text(encoding="utf-8").count("\nclass ") == 1


@pytest.mark.parametrize("name", KINDS)
def test_the_browser_can_compute_every_kind(name: str) -> None:
    """By one of the operations that it knows."""
    stage = STAGES[name]
    ones = [np.ones(shape, np.float32) for shape in stage.weight_shapes]
    weights = LayerWeights(dict(zip(stage.settings.roles, ones, strict=True)))
    _, _, table = OPERATIONS.read_text(encoding="utf-8").partition("OPERATIONS = {")
    known = re.findall(r"^  (\w+)(?:: |,$)", table, re.MULTILINE)
    # A pixel is given.
    assert stage.settings.operation(stage.input_shape, weights).name in [*known, "pixel"]


def _fields(kind: type[Kind]) -> dict[str, object]:
    return kind.start().model_dump()


def _texts(name: str, stage: Stage) -> Iterator[str]:
    settings = stage.settings
    yield from (f"stage.{settings.variant_for(stage.input_shape)}.{part}" for part in ("label", "title", "what", "why"))
    yield f"component.{settings.picture}" if settings.picture != "receptive" else "component.receptive"
    if KINDS[name] in CHOSEN:
        yield f"component.flow.title_{settings.title}"
        yield f"page.build.size_{settings.size_rule(stage.input_shape).kind}"
        yield from (f"page.build.short_{name}" for _ in range(bool(settings.word)))
    if settings.roles:
        yield f"page.walkthrough.{name}_parameters"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_its_words(name: str, language: str) -> None:
    text = Text(language)
    for identifier in _texts(name, STAGES[name]):
        assert identifier in text or text.table(identifier), identifier


def _flags() -> Iterator[tuple[str, set[str], set[str]]]:
    """The table of flags in CONTRIBUTING: a flag's name, the kinds that it is true of, and the rooms that read it."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE)
    for flag, kinds, rooms in rows:
        named = set(kinds.removeprefix("all but ").split(", "))
        yield flag, set(KINDS) - named if kinds.startswith("all but ") else named, set(rooms.split(", "))


def test_the_table_of_flags_is_right() -> None:
    """Every flag, which kinds have it, and which rooms ask for it."""
    declared = {
        name
        for name, member in vars(Kind).items()
        if not name.startswith("_")
        and (isinstance(member, bool) or (isinstance(member, property) and name.startswith(("is_", "has_"))))
    }
    readers: dict[str, set[str]] = {flag: set() for flag in declared}
    for path in MODULES:
        room = path.relative_to(PROJECT / "explainer").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in declared:
                readers[node.attr].add(room)
    table = list(_flags())
    assert {flag for flag, _, _ in table} == declared
    for flag, kinds, rooms in table:
        assert (flag, {name for name, kind in KINDS.items() if getattr(kind.start(), flag)}) == (flag, kinds)
        assert (flag, readers[flag]) == (flag, rooms)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_be_asked_about(name: str) -> None:
    """By the rule of its numbers, the way of its size and that of its parameters."""
    assert makers_of(STAGES[name])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_and_field_has_its_words(language: str) -> None:
    text = Text(language)
    for section in SECTIONS:
        for slot in section.slots:
            names = [section.prefix + slot.name] if slot.is_choice else []
            for kind in slot.kinds:
                names += [section.prefix + setting.name for setting in kind.fields().values()]
            for name in names:
                assert f"setting.{name}" in text, name
            if slot.is_choice:
                assert f"page.build.{slot.name}" in text
                assert all(f"page.build.{slot.name}_{kind.kind_name()}" in text for kind in slot.kinds)
    assert BLOCK in SECTIONS


def _compared(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every comparison of something called a kind, or a picture, with a name of a kind or of a picture."""
    names = set(KINDS) | {kind.picture for kind in KINDS.values()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            subjects = {getattr(side, "attr", getattr(side, "id", "")) for side in sides}
            words = {
                one.value
                for side in sides
                for one in ast.walk(side)
                if isinstance(one, ast.Constant) and one.value in names
            }
            if words and subjects & {"kind", "picture"}:
                yield node.lineno, str(words)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance":
            classes = {one.id for one in ast.walk(node.args[1]) if isinstance(one, ast.Name)}
            if classes & {kind.__name__ for kind in KINDS.values()}:
                yield node.lineno, str(classes)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_module_asks_which_kind_it_has(path: Path) -> None:
    """What depends on a kind is asked of the kind."""
    assert list(_compared(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_script_asks_which_kind_it_draws(path: Path) -> None:
    names = "|".join(sorted(set(KINDS) | {kind.picture for kind in KINDS.values()}))
    pattern = rf'\b(?:kind|picture) *[!=]==? *"(?:{names})"'
    assert re.findall(pattern, path.read_text(encoding="utf-8")) == []
