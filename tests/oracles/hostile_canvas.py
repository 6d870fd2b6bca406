"""What somebody may send as the state of the drawing canvas; the same each time."""

import base64
import io
import json
import random
from collections.abc import Callable

from PIL import Image

from explainer.ui.components.canvas import DATA_URL, SIZE
from tests.oracles.damaging import in_turn

MANY = 3_000_000


def canvas(index: int) -> tuple[str, str]:
    """A state of the canvas.

    Args:
        index: Which one, from 0; the kinds take turns.

    Returns:
        What it is, and its JSON, or what looks like it.
    """
    name, state = in_turn(KINDS, index)
    return f"canvas: {name}", state.decode()


def _state(objects: str, data: str | None = None) -> bytes:
    picture = json.dumps(_picture() if data is None else data)
    return f'{{"drawing": {{"data": {picture}, "raw": {{"objects": {objects}}}}}}}'.encode()


def _picture(size: tuple[int, int] = (SIZE, SIZE), mode: str = "RGBA") -> str:
    file = io.BytesIO()
    Image.new(mode, size).save(file, format="PNG")
    return DATA_URL + base64.b64encode(file.getvalue()).decode()


def _path(steps: object, **more: object) -> bytes:
    return _state(json.dumps([{"type": "path", "path": steps, "strokeWidth": 24, **more}]))


def _steps(chance: random.Random, count: int) -> list[list[object]]:
    return [["M", 1, 2], *(["Q", *(chance.uniform(-10, 400) for _ in range(4))] for _ in range(count))]


def _damaged(chance: random.Random) -> bytes:
    """A canvas with a few characters changed."""
    state = bytearray(_path(_steps(chance, 5)))
    for _ in range(chance.randrange(1, 5)):
        state[chance.randrange(len(state))] = chance.choice(b'[]{}",:0123456789eE-.ntfN')
    return bytes(state)


def _odd_step(chance: random.Random) -> bytes:
    odd = [
        None,
        [],
        {},
        "",
        "Q",
        ["Q"],
        ["M", None],
        ["Q", 1],
        ["Q", "1", "2", "3", "4"],
        [[1, 2]],
        ["L", 1e308, -1e308],
    ]
    return _path([["M", 1, 2], *(chance.choice(odd) for _ in range(3))])


def _odd_width(chance: random.Random) -> bytes:
    return _path([["M", 1, 2], ["L", 3, 4]], strokeWidth=chance.choice([None, -1, 0, 1e308, "x", [], {}, True]))


def _odd_objects(chance: random.Random) -> bytes:
    return _state(chance.choice(["null", "{}", "0", '"x"', "[null]", "[[]]", "[1e400]", "[NaN]", f"[{'9' * 5_000}]"]))


def _odd_picture(chance: random.Random) -> bytes:
    words = ("", "data:text/html,x", DATA_URL, DATA_URL + "!", DATA_URL + "A" * 1_000_000, "\ud800")
    pictures = (
        ((SIZE + 1, 1), "RGBA"),
        ((1, 1), "RGBA"),
        ((SIZE, SIZE), "1"),
        ((SIZE, SIZE), "I;16"),
        ((10_000, 10_000), "1"),
    )
    chosen = chance.choice([*words, *pictures])
    return _state("[]", chosen if isinstance(chosen, str) else _picture(*chosen))


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "honest": lambda chance: _path(_steps(chance, 100)),
    "long": lambda chance: _path(_steps(chance, 8_000)),
    "very long": lambda chance: _path(_steps(chance, 100_000)),
    "many objects": lambda _: _state("[" + "{}," * MANY + "{}]"),
    "many lists": lambda _: _state("[" + "[]," * MANY + "[]]"),
    "many numbers": lambda _: _state("[" + "0," * MANY + "0]"),
    "deep": lambda chance: _state("[" * (depth := chance.choice([500, 5_000, 50_000])) + "]" * depth),
    "a long word": lambda _: _state(json.dumps(["x" * MANY])),
    "damaged": _damaged,
    "odd steps": _odd_step,
    "odd width": _odd_width,
    "odd objects": _odd_objects,
    "odd picture": _odd_picture,
}
