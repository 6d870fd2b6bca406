"""What the browser makes of drawings while the pen is down, against what the server makes of them.

Digits are written as a pen would, small and large, or enlarged from MNIST's pixels; Chromium reads them off a canvas
and prepares them, by every choice of steps, and so does Python. Then the bundled network and networks drawn by chance
are computed from the same drawings in Chromium and by Keras, and every number of every stage is compared.
"""

import base64
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from benchmarks.browser import chromium
from benchmarks.report import Figure, Report, Sample
from benchmarks.skeletons import canvas_of, skeletons, written
from explainer import mnist
from explainer.drawing import Steps, ink, prepare
from explainer.network import NetworkConfig
from explainer.strokes import Picture, Stroke
from explainer.tracing import Tracer, Weights, as_weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.components import modules
from explainer.ui.components.canvas import SIZE
from explainer.ui.components.mounting import FOLDER, module_names
from explainer.ui.components.payload import pack
from explainer.ui.live_network import is_small_enough
from explainer.ui.pictures.forward import forward_scene
from tests.oracles.random_networks import random_network
from tests.oracles.runs import random_weights

SEED = 20240613
NETWORKS = 20
LIMITS = {"filters": 70, "units": 128}
CHUNK = 25
"""Drawings that are sent to the page at once."""

PREPARED = 4
"""Digits that are prepared for each that is answered."""

OF_A_NETWORK = 10
"""Of so many drawings, each network drawn by chance is asked for one."""

PENS = ((40, 24), (80, 24), (160, 24), (160, 40), (280, 24))
"""Height of the pen's way and width of the pen, in pixels."""

STEPS = (Steps(), *(replace(Steps(), **{name: False}) for name in asdict(Steps())))
ROUNDING = 0.5 / 255
"""Half a level of a pixel."""

TOOLS = {"unpack": "common/payload.js", "prepare": "common/drawing.js", "createProgram": "common/program.js"}
"""What is taken from the components' modules."""

PAGE_SCRIPT = """
globalThis.tools = (() => {
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const words = (values) => {
    let text = "";
    const all = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let start = 0; start < all.length; start += 0x8000)
      text += String.fromCharCode(...all.subarray(start, start + 0x8000));
    return btoa(text);
  };
  let run = null;
  return {
    async prepare({ picture, strokes, steps }) {
      const bitmap = await createImageBitmap(new Blob([bytes(picture)], { type: "image/png" }));
      const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(bitmap, 0, 0);
      const { data, width, height } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
      return words(prepare({ pixels: data, width, height, strokes }, steps));
    },
    load(program) {
      const { meta, arrays } = unpack(bytes(program));
      run = createProgram(meta.instructions, arrays);
    },
    answer(image) {
      return Array.from(run(new Float32Array(bytes(image).buffer)).values(), words);
    },
  };
})();
"""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Drawing:
    """What is on a canvas, and how it is to be prepared.

    Attributes:
        canvas: `(SIZE, SIZE)`, 0 to 255.
        strokes: What it was drawn with; none if it was not.
    """

    canvas: NDArray[np.uint8]
    strokes: tuple[Stroke, ...]
    steps: Steps

    def prepared(self) -> Picture:
        """What Python makes of it."""
        opaque = np.full_like(self.canvas, 255)
        digit = prepare(ink(np.dstack([self.canvas] * 3 + [opaque])), self.steps, self.strokes)
        if digit is None:
            raise RuntimeError("Expected ink; received an empty canvas.")
        return digit.image

    def for_page(self) -> dict[str, Any]:
        """The same for the page."""
        file = io.BytesIO()
        Image.fromarray(self.canvas).save(file, format="PNG")
        strokes = [{"points": one.points.ravel().tolist(), "width": one.width} for one in self.strokes]
        picture = base64.b64encode(file.getvalue()).decode()
        return {"picture": picture, "strokes": strokes, "steps": asdict(self.steps)}


@dataclass
class Differences:
    """What the browser's answers differ by from Keras's.

    Attributes:
        largest: Of each network, as a share of the layer's range.
        others: Of those, how many got another prediction.
    """

    largest: list[float]
    answers: int = 0
    others: int = 0


def drawings(count: int) -> Iterator[Drawing]:
    """The first test images, written with pens of all sizes, or enlarged, somewhere on the canvas."""
    images = mnist.load().x_test[:count]
    generator = np.random.default_rng(SEED)
    kinds = itertools.cycle(itertools.product(STEPS, (*PENS, None)))
    for image, ways, (steps, pen) in zip(images, skeletons(images), kinds, strict=False):
        if pen is None or len(ways) == 0:
            side = int(generator.integers(60, SIZE))
            top, left = generator.integers(0, SIZE - side + 1, 2)
            canvas = np.zeros((SIZE, SIZE), np.uint8)
            canvas[top : top + side, left : left + side] = Image.fromarray(image).resize((side, side))
            yield Drawing(canvas, (), steps)
        else:
            strokes = written(ways, *pen, SIZE)
            yield Drawing(np.rint(canvas_of(strokes, SIZE) * 255).astype(np.uint8), strokes, steps)


def networks(count: int) -> Iterator[tuple[NetworkConfig, Weights]]:
    """The bundled network, then some drawn by chance that are small enough for the browser."""
    bundle = load_bundle()
    yield bundle.config, load_weights(bundle)
    generator = np.random.default_rng(SEED)
    drawn = (random_network(generator, limits=LIMITS) for _ in itertools.count())
    for seed, config in enumerate(itertools.islice(filter(is_small_enough, drawn), count)):
        yield config, as_weights(config, random_weights(config, seed))


def measure(repeats: int = 500) -> Report:
    """Prepares and answers drawings in Chromium and here."""
    pixels: list[float] = []
    found = Differences([])
    drawn = list(drawings(PREPARED * repeats))
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(content=_script())
        for chunk in (drawn[start : start + CHUNK] for start in range(0, len(drawn), CHUNK)):
            given = [drawing.for_page() for drawing in chunk]
            made = page.evaluate("given => Promise.all(given.map((one) => tools.prepare(one)))", given)
            pixels += map(_difference, made, chunk)
        images = [drawing.prepared() for drawing in drawn[:repeats]]
        for place, (config, weights) in enumerate(networks(NETWORKS)):
            asked = images if place == 0 else images[place % OF_A_NETWORK :: OF_A_NETWORK]
            _compare(page, config, weights, asked, found)
    return report(pixels, found)


def _script() -> str:
    script, _ = modules.join(FOLDER, module_names())
    taken = "".join(f"const {{ {name} }} = {modules.variable(module)};" for name, module in TOOLS.items())
    return f"(() => {{\n{script}\n{taken}\n{PAGE_SCRIPT}\n}})();"


def _array(text: str) -> Array:
    return np.frombuffer(base64.b64decode(text), np.float32)


def _difference(made: str, drawing: Drawing) -> float:
    """The largest of a pixel, 0 to 1."""
    return float(np.abs(_array(made) - drawing.prepared().ravel()).max())


def _compare(
    page: Page, config: NetworkConfig, weights: Weights, images: Sequence[Picture], found: Differences
) -> None:
    tracer = Tracer(config)
    program = base64.b64encode(pack(*forward_scene(config, weights, "")))
    page.evaluate("program => tools.load(program)", program.decode())
    largest = 0.0
    for image in images:
        answered = page.evaluate("image => tools.answer(image)", base64.b64encode(image.tobytes()).decode())
        trace = tracer.trace(image, weights)
        for traced, numbers in zip(trace.stages[1:], map(_array, answered), strict=True):
            reach = float(np.abs(traced.output).max())
            difference = float(np.abs(numbers - traced.output.ravel()).max())
            largest = max(largest, difference / reach if reach else difference)
        found.others += int(np.argmax(_array(answered[-1]))) != trace.prediction
    found.answers += len(images)
    found.largest.append(largest)


def report(pixels: Sequence[float], found: Differences) -> Report:
    """What follows from the largest difference of a pixel of each digit, and from those of the networks' numbers."""
    wrong = sum(one > ROUNDING for one in pixels)
    return Report(
        "pen",
        (
            Sample("largest difference of a digit's pixels", tuple(255 * one for one in pixels), "levels"),
            Sample("largest difference of a network's numbers", tuple(found.largest), "of range"),
        ),
        (
            Figure("digits prepared", len(pixels), unit="digits"),
            Figure("prepared otherwise than to a pixel's rounding", wrong, at_most=0, unit="digits"),
            Figure("drawings answered", found.answers, unit="drawings"),
            Figure("largest difference, of the layer's range", max(found.largest), at_most=1e-4, unit="of range"),
            Figure("other predictions", found.others, at_most=0, unit="drawings"),
        ),
    )
