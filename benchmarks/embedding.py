"""The map of the test images: seconds of PCA and of t-SNE, and what t-SNE costs another visitor's clicks meanwhile.

The clicks go through the walkthrough, in alternating blocks, while a page has a map computed and while none does; each
map is that of another epoch of the bundled model.
"""

import time
from itertools import chain

from benchmarks.browser import STAGE, Mark, chromium, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, serve
from benchmarks.training import walk
from explainer import mnist
from explainer.embedding.axes import Vectors, principal_axes
from explainer.similar_images import FeatureVectors
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights

COMPUTING = Mark(".st-key-embedding-plane [data-testid=stProgress]", fresh=True, patience=120)
MAP = Mark(".plane", within=".st-key-embedding-plane", fresh=True, patience=600)


def measure(repeats: int = 3) -> Report:
    """Computes the axes, then clicks beside maps.

    Args:
        repeats: Maps, and blocks of ten clicks of each side; at most as many as the bundled model has epochs.
    """
    bundle, images = load_bundle(), mnist.load().x_test
    vectors = FeatureVectors(bundle.config).of(images, load_weights(bundle))
    principal_axes(vectors[:100])  # the first call loads scikit-learn
    axes = tuple(_seconds(space) for _ in range(repeats) for space in (vectors, images.reshape(len(images), -1)))
    maps: list[float] = []
    with serve(APP) as server, chromium() as browser:
        watcher, clicker = new_page(browser), new_page(browser)
        clicker.goto(f"{server.url}/walkthrough?stage=softmax")
        painted_at(clicker, STAGE)
        epochs = iter(bundle.checkpoints())

        def idle() -> list[float]:
            return list(walk(clicker))

        def computing() -> list[float]:
            watcher.goto(f"{server.url}/embedding?map=tsne&model=bundled@{next(epochs)}")
            painted_at(watcher, COMPUTING)
            begun = time.monotonic()
            measured = idle()
            watcher.bring_to_front()
            painted_at(watcher, MAP)
            maps.append(time.monotonic() - begun)
            return measured

        idle()  # the first visit of each stage
        blocks = alternate({"idle": idle, "while a map is computed": computing}, repeats)
    clicks = {when: Sample(f"click, {when}", tuple(chain.from_iterable(found))) for when, found in blocks.items()}
    return report(Sample("PCA", axes, "s"), Sample("t-SNE", tuple(maps), "s"), *clicks.values())


def _seconds(space: Vectors) -> float:
    begun = time.monotonic()
    principal_axes(space)
    return time.monotonic() - begun


def report(axes: Sample, maps: Sample, idle: Sample, beside: Sample) -> Report:
    """What follows from the seconds of each map, and from the milliseconds of the clicks."""
    return Report(
        "embedding",
        (axes, maps, idle, beside),
        (
            Figure("PCA of 10,000 images", axes.median, at_most=1, unit="s"),
            Figure("click while a map is computed / idle", beside.median / idle.median, at_most=2),
        ),
    )
