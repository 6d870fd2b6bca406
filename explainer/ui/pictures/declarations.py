"""TypeScript declarations of the payloads, written by `python -m explainer.ui.pictures.declarations`.

A component's Python module has the component's name. It describes its payload by two `TypedDict`s: `Meta` and, if it
sends arrays, `Arrays`. In `assets/components/scenes.d.ts` they become the module `scenes/<component>`; a `TypedDict`
that several components use is declared globally. `tsc` checks the JavaScript against these declarations.
"""

import importlib
import json
import textwrap
import types
import typing
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType, ModuleType

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.mounting import FOLDER, names
from explainer.ui.components.payload import Quantized

FILE = FOLDER / "scenes.d.ts"
COMMAND = "python -m explainer.ui.pictures.declarations"

ANY_LENGTH = "..."

PLAIN = {
    ...: ANY_LENGTH,
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    Quantized: "Packed",
    NDArray[np.float32]: "Packed",
    NDArray[np.int32]: "Packed",
    NDArray[np.uint8]: "Packed",
}


def _union(*kinds: str) -> str:
    return " | ".join(dict.fromkeys(kinds))


def _list(kind: str) -> str:
    return f"({kind})[]" if " | " in kind else f"{kind}[]"


def _tuple(*kinds: str) -> str:
    return _list(kinds[0]) if kinds[-1] == ANY_LENGTH else f"[{', '.join(kinds)}]"


CONTAINERS: Mapping[object, Callable[..., str]] = MappingProxyType(
    {
        typing.Union: _union,
        types.UnionType: _union,
        tuple: _tuple,
        list: _list,
        Sequence: _list,
        dict: "Record<{}, {}>".format,
        Mapping: "Record<{}, {}>".format,
    }
)


SENT = ("Meta", "Arrays")
"""The names of the `TypedDict`s in a component's module."""


def described() -> dict[str, ModuleType]:
    """The Python module of each component."""
    rooms = {name: "components" if name == "canvas" else "pictures" for name in names()}
    return {name: importlib.import_module(f"explainer.ui.{room}.{name}") for name, room in rooms.items()}


def declarations(modules: Mapping[str, ModuleType]) -> str:
    """The text of `FILE`.

    Args:
        modules: By component; each has `Meta`, and `Arrays` if it sends any.

    Raises:
        TypeError: If a type cannot be represented in JSON.
    """
    found = {name: _descriptions(module) for name, module in modules.items()}
    uses = Counter(description for each in found.values() for description in each)
    shared = sorted((each for each, count in uses.items() if count > 1), key=lambda each: each.__name__)
    parts = [f"// What Python sends to the components, by `{COMMAND}`.\n", *map(_interface, shared)]
    for name, descriptions in found.items():
        own = "\n".join(f"export {_interface(each)}" for each in descriptions if each not in shared)
        sent = ", ".join(
            vars(modules[name])[each].__name__
            for each in SENT
            if typing.is_typeddict(getattr(modules[name], each, None))
        )
        own += f"\nexport type Payload = Scene<{sent}>;\nexport type Context = ViewContext<{sent}>;\n"
        parts.append(f'declare module "scenes/{name}" {{\n{textwrap.indent(own, "  ")}}}\n')
    return "\n".join(parts)


def _descriptions(module: ModuleType) -> list[type]:
    """`Meta`, `Arrays`, and all `TypedDict`s that they refer to, in this order and then by name."""
    found: dict[type, None] = {}
    waiting = [getattr(module, name) for name in SENT if hasattr(module, name)]
    while waiting:
        kind = waiting.pop(0)
        if not typing.is_typeddict(kind):
            waiting += typing.get_args(kind)
        elif kind not in found:
            found[kind] = None
            waiting += typing.get_type_hints(kind, include_extras=True).values()
    return sorted(found, key=lambda kind: (kind.__name__ != "Meta", kind.__name__ != "Arrays", kind.__name__))


def _interface(description: type) -> str:
    lines = []
    for field, kind in typing.get_type_hints(description, include_extras=True).items():
        optional = typing.get_origin(kind) is typing.NotRequired
        inner = typing.get_args(kind)[0] if optional else kind
        lines.append(f"  {field}{'?' if optional else ''}: {_kind(inner)};\n")
    return f"interface {description.__name__} {{\n{''.join(lines)}}}\n"


def _kind(kind: typing.Any) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if typing.is_typeddict(kind):
        written: str = kind.__name__
    elif kind in PLAIN:
        written = PLAIN[kind]
    elif origin is typing.Literal:
        written = " | ".join(json.dumps(one) for one in arguments)
    elif origin in CONTAINERS:
        written = CONTAINERS[origin](*map(_kind, arguments))
    else:
        raise TypeError(f"Expected something JSON can hold; received {kind}.")
    return written


if __name__ == "__main__":
    FILE.write_text(declarations(described()), encoding="utf-8", newline="\n")
