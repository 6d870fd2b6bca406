"""Node instead of a browser, for what needs no page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explainer.ui.components.mounting import FOLDER, module_names

EVALUATE = Path(__file__).parent / "evaluate.js"


@pytest.fixture(scope="session")
def node() -> Callable[..., str]:
    """Runs Node with some arguments and an input, and returns what it prints."""
    program = shutil.which("node")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Expected Node.js in CI; received none.")
        pytest.skip("There is no Node.js here.")

    def running(*arguments: object, given: str = "") -> str:
        command = [program, *map(str, arguments)]
        done = subprocess.run(command, input=given, capture_output=True, check=False, encoding="utf-8")
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    return running


@pytest.fixture
def evaluate(node: Callable[..., str]) -> Callable[..., Any]:
    """Runs a function's body, with `given` and what the common and a component's modules export."""

    def evaluating(body: str, given: object = None, component: str | None = None) -> Any:
        modules = [
            (FOLDER / name).as_uri() for name in module_names() if name.partition("/")[0] in ("common", component)
        ]
        # JSON knows no NaN.
        values = json.dumps(given).replace("NaN", '"NaN"')
        return json.loads(node(EVALUATE, given=json.dumps({"body": body, "given": values, "modules": modules})))

    return evaluating
