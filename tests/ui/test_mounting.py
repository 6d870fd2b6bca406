"""All components as one library."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from explainer.ui.components.mounting import FOLDER, index_in, library, names, source

NAMES = names()


def test_there_are_components() -> None:
    assert {"convolution", "overview", "live", "curves", "rail", "language"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_component_has_one_default_export_of_its_own_name(name: str) -> None:
    script = source(name, "js")
    assert script.count("export default") == 1
    assert f"export default function {name}(component)" in script
    assert source(name, "css").count("{") == source(name, "css").count("}")


def test_the_library_carries_every_component_without_comments() -> None:
    module, version = library()
    assert module.count("export default") == 1
    assert "/*" not in module
    for name in NAMES:
        assert f'"{name}": (() => {{' in module
    assert version in module


def test_the_version_follows_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    _, before = library()
    library.cache_clear()
    monkeypatch.setattr(sys.modules[library.__module__], "names", lambda: NAMES[:-1])
    _, after = library()
    library.cache_clear()
    assert before != after


def test_common_functions_are_declared_once() -> None:
    declared = [
        line.split("(")[0]
        for file in (FOLDER / "common").glob("*.js")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("function ")
    ]
    assert len(declared) == len(set(declared))


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js to parse the library with")
def test_the_library_is_a_valid_module() -> None:
    module, _ = library()
    checked = subprocess.run(
        ["node", "--input-type=module", "--check"], input=module, text=True, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("value", [None, True, "1", 1.0, -1, 3, [], {}])
def test_only_whole_numbers_within_range_are_indices(value: object) -> None:
    assert index_in({"filter": value}, "filter", 3) is None
    assert index_in({"filter": 2}, "filter", 3) == 2
