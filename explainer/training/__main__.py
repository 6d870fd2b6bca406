"""Trains in the foreground: `python -m explainer.training article --seed 7`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from explainer.network import ARTICLE as ARTICLE_NETWORK
from explainer.training.models.bundle import export_bundle
from explainer.training.recipes.recipe import RECIPES, Recipe
from explainer.training.store.owners import write_owner
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.worker.attempt import train
from explainer.training.worker.bundle_weights import BundleWeights


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains the article's network by one of the recipes. Returns the exit code: 0, or 1 if the training failed.

    Args:
        arguments: The command line without the program's name.
    """
    options = _parser().parse_args(arguments)
    request = Request(config=ARTICLE_NETWORK, recipe=_recipe(options), seed=options.seed)
    run = RunStore(options.out).create(request, is_claimed=True)
    write_owner(run.worker_path)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        also = [] if options.export is None else [BundleWeights(kept)]
        result = train(run, echo=sys.stdout, also=also)
        if options.export is not None and result.state == "finished":
            export_bundle(run, kept, options.export)
    print(f"{result.state}: {run.directory}")
    if result.test_accuracy is None:
        print(f"reason: {result.reason}")
        return 1
    print(f"test accuracy: {result.test_accuracy:.4f}, test loss: {result.test_loss:.4f}")
    training = sum(result.training_seconds)
    print(
        f"seconds: {training:.1f} training, {result.test_seconds:.1f} testing, "
        f"{result.overhead_seconds:.2f} callbacks and saving"
    )
    if options.export is not None:
        print(f"exported: {options.export}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explainer.training", description=__doc__)
    names = [name.replace("_", "-") for name in RECIPES]
    parser.add_argument("recipe", choices=names)
    parser.add_argument("--seed", type=int, default=0, help="start of every random number")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--out", type=Path, help="the run store; by default EXPLAINER_RUNS")
    parser.add_argument("--export", type=Path, help="also write a bundled model to this folder")
    return parser


def _recipe(options: argparse.Namespace) -> Recipe:
    recipe = RECIPES[options.recipe.replace("-", "_")]
    if options.epochs is None:
        return recipe
    return Recipe(**{**dict(recipe), "epochs": options.epochs})


if __name__ == "__main__":
    sys.exit(main())
