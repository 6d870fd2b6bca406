"""`python -m benchmarks NAME [--check]`: measures one of the project's figures; without a name, lists them."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from benchmarks.report import publish

BENCHMARKS = {
    "gradients": "one step of 300 random networks against `tf.GradientTape` on plain models, and its time",
    "play": "a hundred steps of training with the page watching, against a bare `train_on_batch` loop",
    "trace": "all stages of one image right after `clear_session()`, against a plain `tf.function` and `predict`",
    "training": "Article in the dashboard against a plain script, the Fast recipe, other visitors' clicks meanwhile",
    "draw": "pen up until every map is painted, against 64 Plotly heatmaps and a `predict`",
    "pen": "what the browser makes of drawings while the pen is down, against Python and Keras",
    "drawing": "redrawn and enlarged digits read right, by all steps, without thinner strokes and without centring",
    "animation": "frames a second of the sliding kernel, messages and bytes for it, against an empty page",
    "sweep": "frames a second of every stage's sweep, hover to picture, against an empty page",
    "payload": "bytes of each picture as sent, against the same arrays as JSON",
    "step": "another image, number or weight of one step of learning until it is painted, against an empty page",
    "stage": "a change of filter or stage until it is painted, against a `predict` per layer and Plotly heatmaps",
    "lab": "a weight of a kernel over a digit: changed by a key, and dragged, against an empty page",
    "filters": "a weight of a filter changed by a key, until its map and the test accuracy with it are painted",
    "epoch": "a move of the epoch slider until all maps are painted, against a slider on an empty page",
    "evaluate": "the test images' evaluation against a bare `predict`, a cell of the matrix until it is open",
    "attribution": "occlusion maps against a bare `predict` of as many images, and Grad-CAM",
    "embedding": "seconds of the images' map by PCA and by t-SNE, and another visitor's clicks meanwhile",
    "build": "500 configurations against Keras, and a widget of the Build page until its table has changed",
    "claims": "what is said of 500 random networks and of recorded trainings, against Keras and NumPy",
    "lines": "a change of line in the article's script until its notes are painted; 20 scripts that run as shown",
    "parity": "what the pages show of 200 random cells of random networks, against Keras and NumPy",
    "questions": "500 questions over 50 networks: answers against Keras, recognised mistakes against NumPy",
    "survival": "`kill -9` of the worker and of the server at random moments, and whether the run goes on",
    "keras_files": "500 models that Keras has saved in every way, brought in, against their own `predict`",
    "hostile": "mutated weights, configurations and `.keras` files by the page's way: whether the server answers",
    "uploads": "300 hostile pictures and 100 files of digits: whether each gets its message, and what stays in memory",
    "workers": "two runs on two one-core Dask workers, against two plain scripts pinned to a core each",
    "domain": "held-out digits of a class before and after a training on MNIST and 300 digits of the class",
    "classroom": "40 sessions that click through the stages and draw while a run trains; the server's memory",
    "lesson": "200 students answer and follow on two servers, one is killed: when answers are seen, what is lost",
    "greedy": "one visitor with 60 cookies, then attackers, beside 10 honest ones: turns, disk, uploads; then a class",
    "memory": "the most memory that workers held, against what is said before they start",
    "start": "`streamlit run` until the overview is painted, and page changes, against an empty page",
}
PARTS = {
    "training": ("epochs", "clicks", "begin"),
    "greedy": ("trainings", "attacks", "class"),
    "hostile": ("weights", "keras", "pages"),
}
COUNTED = {
    "hostile": (
        "--count",
        "weights files, instead of 60,000, which take about an hour; a third as many `.keras` files",
    ),
    "keras_files": ("--count", "models, instead of 500"),
    "drawing": ("--count", "digits, instead of 1,000, and twice as many enlarged test images"),
    "uploads": ("--count", "pictures, instead of 300; files of digits in proportion"),
    "pen": ("--count", "drawings answered, instead of 500; four times as many are prepared"),
    "questions": ("--count", "questions, instead of 500"),
    "domain": ("--count", "random seeds of the training, instead of 3"),
}
"""What is counted otherwise than by `--repeats`."""
NUMBERS = ("minutes", "students", "servers")
"""Options of some, by the name of the parameter."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints a table and a line of JSON.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit code: 1 if `--check` is given and a figure is not reached, otherwise 0.
    """
    options = _parser().parse_args(arguments)
    if options.name is None:
        print(*(f"{name:11} {what}" for name, what in BENCHMARKS.items()), sep="\n")
        return 0
    # TensorFlow is loaded below; its notes would stand between the table and the JSON.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    chosen = {} if options.repeats is None else {"repeats": options.repeats}
    if options.name in PARTS and options.part:
        chosen["parts"] = options.part
    chosen |= {name: value for name in NUMBERS if (value := getattr(options, name, None)) is not None}
    report = importlib.import_module(f"benchmarks.{options.name}").measure(**chosen)
    return publish(report, check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="name", metavar="NAME")
    for name, what in BENCHMARKS.items():
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument("--check", action="store_true", help="exit with 1 if a figure is not reached")
        flag, counted = COUNTED.get(name, ("--repeats", "measurements of each side, instead of the usual number"))
        command.add_argument(flag, dest="repeats", type=_count, help=counted)
        if name in PARTS:
            command.add_argument(
                "--part",
                choices=PARTS[name],
                action="append",
                help="only this part; by default all, one after the other",
            )
        if name in ("greedy", "lesson"):
            command.add_argument("--minutes", type=float, help="how long it lasts; by default ten")
        if name == "lesson":
            command.add_argument("--students", type=_count, help="how many; by default 200")
            command.add_argument(
                "--servers", type=_count, help="how many; by default two; one has SQLite, not PostgreSQL"
            )
    return parser


def _count(value: str) -> int:
    count = int(value)
    if count < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1; received {value}")
    return count


if __name__ == "__main__":
    sys.exit(main())
