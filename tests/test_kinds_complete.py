"""Whoever adds a kind of layer hears here what it still lacks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from explainer.network import LOGITS
from explainer.network.kinds import CHOSEN, KINDS, Kind, LayerWeights
from explainer.questions import makers_of
from explainer.text import ORIGINALS
from explainer.ui.components.mounting import FOLDER
from explainer.ui.walkthrough import STAGE_PICTURES
from tests.missing_words import STAGES, missing
from tests.networks import REFERENCE
from tests.oracles.parity_checks import CHECKS

PROJECT = Path(__file__).resolve().parent.parent
CONTRIBUTING = PROJECT / "CONTRIBUTING.md"
KINDS_FOLDER = PROJECT / "explainer" / "network" / "kinds"
MODULES = [path for path in sorted((PROJECT / "explainer").rglob("*.py")) if KINDS_FOLDER not in path.parents]
OPERATIONS = FOLDER / "common" / "operations.js"
SCRIPTS = sorted(FOLDER.rglob("*.js"))
NAMES = set(KINDS) | {kind.picture for kind in KINDS.values()}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_in_some_network_and_has_a_picture(name: str) -> None:
    picture = KINDS[name].picture
    assert name in STAGES
    assert picture in STAGE_PICTURES
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


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_kind_slot_and_page_has_its_words(language: str) -> None:
    """`python -m tests.missing_words` lists them, too."""
    assert missing(language) == []


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


def _asked(tree: ast.AST) -> Iterator[tuple[int, object]]:
    """Every place that asks for a kind, a picture or a stage by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            subjects = {getattr(side, "attr", getattr(side, "id", "")) for side in sides}
            words = {one.value for side in sides for one in ast.walk(side) if isinstance(one, ast.Constant)} & NAMES
            if words and subjects & {"kind", "picture"}:
                yield node.lineno, words
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance":
            classes = {one.id for one in ast.walk(node.args[1]) if isinstance(one, ast.Name)}
            if classes & {kind.__name__ for kind in KINDS.values()}:
                yield node.lineno, classes
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if _names_a_stage(node.slice.value) or node.slice.value == LOGITS:
                yield node.lineno, node.slice.value
        elif isinstance(node, ast.Dict):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            named = [key for key in keys if _names_a_stage(key)]
            if named or (len(keys) > 1 and set(keys) <= NAMES):
                yield node.lineno, named or keys


def _names_a_stage(word: object) -> bool:
    """Whether a word is the name of a kind that is no common word, or of its stage: `conv2d_1`."""
    names = {kind.family for kind in KINDS.values()} | set(KINDS)
    return isinstance(word, str) and any(re.fullmatch(rf"{name}(_\d+)?", word) for name in names if not name.isalpha())


def test_no_module_asks_which_kind_it_has() -> None:
    """What depends on a kind is asked of the kind; the pictures stand in one table."""
    found = {
        (str(path.relative_to(PROJECT)), str(asked))
        for path in MODULES
        for _, asked in _asked(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {place for place, _ in found} <= {"explainer/ui/walkthrough.py"}, found
    assert len(found) == 1


def test_no_script_asks_which_kind_it_draws() -> None:
    pattern = rf'\b(?:kind|picture) *[!=]==? *"(?:{"|".join(sorted(NAMES))})"'
    assert [path for path in SCRIPTS if re.search(pattern, path.read_text(encoding="utf-8"))] == []
