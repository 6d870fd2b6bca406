"""The modules as Node knows them, and what Node's own tests find."""

import json
from collections.abc import Callable
from pathlib import Path

from explainer.ui.components import modules
from explainer.ui.components.mounting import FOLDER, library, module_names

Node = Callable[..., str]


def test_what_is_put_together_exports_what_node_sees(node: Node) -> None:
    """An oracle for the narrow reading of `import` and `export`."""
    addresses = json.dumps([(FOLDER / name).as_uri() for name in module_names()])
    script = f"for (const at of {addresses}) console.log(JSON.stringify(Object.keys(await import(at))));"
    for name, line in zip(module_names(), node("--input-type=module", given=script).splitlines(), strict=True):
        parsed = modules.parse(name, (FOLDER / name).read_text(encoding="utf-8"))
        assert sorted(parsed.exports) == sorted(json.loads(line)), name


def test_the_library_is_a_valid_module(node: Node) -> None:
    node("--input-type=module", "--check", given=library()[0])


def test_nodes_own_tests_pass(node: Node) -> None:
    node("--test", *Path(__file__).parent.glob("*.test.js"))
