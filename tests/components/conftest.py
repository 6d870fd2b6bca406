"""Node instead of a browser, for what needs no page."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explainer.ui.components.mounting import FOLDER, module_names

EVALUATE = Path(__file__).parent / "evaluate.js"


@pytest.fixture(scope="session")
def program() -> str:
    """Where Node is."""
    found = shutil.which("node")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Expected Node.js in CI; received none.")
        pytest.skip("There is no Node.js here.")
    return found


@pytest.fixture(scope="session")
def node(program: str) -> Callable[..., str]:
    """Runs Node with some arguments and an input, and returns what it prints."""

    def running(*arguments: object, given: str = "") -> str:
        command = [program, *map(str, arguments)]
        done = subprocess.run(command, input=given, capture_output=True, check=False, encoding="utf-8")
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    return running


@pytest.fixture(scope="session")
def evaluate(program: str) -> Iterator[Callable[..., Any]]:
    """Runs a function's body, with `given` and what the common and a component's modules export; in one process."""
    running = subprocess.Popen(
        [program, str(EVALUATE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1
    )
    assert running.stdin is not None
    assert running.stdout is not None
    asked, answered = running.stdin, running.stdout

    def evaluating(body: str, given: object = None, component: str | None = None) -> Any:
        modules = [
            (FOLDER / name).as_uri() for name in module_names() if name.partition("/")[0] in ("common", component)
        ]
        # JSON knows no NaN.
        values = json.dumps(given).replace("NaN", '"NaN"')
        print(json.dumps({"body": body, "given": values, "modules": modules}), file=asked, flush=True)
        answer = json.loads(answered.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    with running:
        yield evaluating
        asked.close()
