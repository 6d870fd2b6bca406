"""Comments and documents name files and modules: they are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
READ = (
    "*.md",
    "deploy/*.md",
    *(
        f"{folder}/**/*.{kind}"
        for folder in ("explainer", "pages", "tests", "benchmarks", "assets")
        for kind in ("py", "js", "css", "toml")
    ),
)
FILES = sorted({file for pattern in READ for file in PROJECT.glob(pattern)} - {PROJECT / "CHANGELOG.md"})
PLACE = re.compile(r"`((?:assets|tests|explainer|pages|benchmarks|deploy)/[^`\s<>{}]+)`")
MODULE = re.compile(r"`(explainer(?:\.\w+)+)`")
OF_ONES_OWN = {"deploy/.env"}
"""Files that whoever installs the project writes."""


def source_of(parts: list[str]) -> Path | None:
    """The file of a module or a package."""
    path = PROJECT.joinpath(*parts)
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def missing(text: str) -> Iterator[str]:
    for place in PLACE.findall(text):
        if place not in OF_ONES_OWN and not any(PROJECT.glob(place.rstrip("/"))):
            yield place
    for name in MODULE.findall(text):
        parts = name.split(".")
        module = next(filter(None, (source_of(parts[:count]) for count in range(len(parts), 0, -1))))
        depth = len(module.relative_to(PROJECT).with_suffix("").parts) - (module.name == "__init__.py")
        if parts[depth:] and not re.search(rf"\b{parts[depth]}\b", module.read_text(encoding="utf-8")):
            yield name


@pytest.mark.parametrize(
    "text", ["`explainer/gone.py`", "`explainer.arithmetic`", "`explainer.training.bringing.weights_of`"]
)
def test_what_is_gone_would_be_found(text: str) -> None:
    assert list(missing(text))


def test_what_is_named_is_there() -> None:
    assert len(FILES) > 900
    found = {str(file.relative_to(PROJECT)): list(missing(file.read_text(encoding="utf-8"))) for file in FILES}
    assert {file: names for file, names in found.items() if names and file != "tests/test_named_places.py"} == {}
