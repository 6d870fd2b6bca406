"""What JavaScript expects of Python is what Python promises."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any, Literal, NotRequired, TypedDict

import numpy as np
import pytest
from numpy.typing import NDArray

from explainer.ui.components.mounting import FOLDER
from explainer.ui.components.payload import Quantized
from explainer.ui.pictures.declarations import COMMAND, FILE, declarations, described


class Stop(TypedDict):
    name: str
    next: NotRequired[Stop | None]


class Meta(TypedDict):
    identity: str
    stops: list[Stop]
    kind: Literal["max", "mean"] | None
    frame: tuple[float, float, int]
    scales: dict[str, list[float | None]]


class Other(TypedDict):
    stop: Stop


class Arrays(TypedDict):
    maps: Quantized
    weights: NDArray[np.float32] | Quantized


def module(**described: type) -> ModuleType:
    made = ModuleType("made")
    vars(made).update(described)
    return made


def test_declarations_are_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == declarations(described()), COMMAND


def test_nothing_that_javascript_names_is_of_any_type() -> None:
    files = [file for kind in ("js", "ts") for file in FOLDER.rglob(f"*.{kind}")]
    told = {file.name: re.findall(r"[{<(|:,\s]any\s*[\])}>|,;=]", file.read_text(encoding="utf-8")) for file in files}
    assert {name: found for name, found in told.items() if found} == {}


def test_every_kind_of_field_has_its_counterpart() -> None:
    written = declarations({"one": module(Meta=Meta, Arrays=Arrays), "other": module(Meta=Other)})
    assert written.split("\n\n", 1)[1] == (
        "interface Stop {\n"
        "  name: string;\n"
        "  next?: Stop | null;\n"
        "}\n\n"
        'declare module "scenes/one" {\n'
        "  export interface Meta {\n"
        "    identity: string;\n"
        "    stops: Stop[];\n"
        '    kind: "max" | "mean" | null;\n'
        "    frame: [number, number, number];\n"
        "    scales: Record<string, (number | null)[]>;\n"
        "  }\n\n"
        "  export interface Arrays {\n"
        "    maps: Packed;\n"
        "    weights: Packed;\n"
        "  }\n\n"
        "  export type Payload = Scene<Meta, Arrays>;\n"
        "  export type Context = ViewContext<Meta, Arrays>;\n"
        "}\n\n"
        'declare module "scenes/other" {\n'
        "  export interface Other {\n"
        "    stop: Stop;\n"
        "  }\n\n"
        "  export type Payload = Scene<Other>;\n"
        "  export type Context = ViewContext<Other>;\n"
        "}\n"
    )


@pytest.mark.parametrize("kind", [Any, set[int], complex, NDArray[np.float64]])
def test_what_json_cannot_hold_has_none(kind: Any) -> None:
    with pytest.raises(TypeError, match="Expected something JSON can hold"):
        declarations({"one": module(Meta=TypedDict("Meta", {"field": kind}))})  # type: ignore[misc]
