"""Hand-made curves, and what is said of them."""

from collections.abc import Sequence

from explainer.network import ARTICLE as NETWORK
from explainer.network import NetworkConfig
from explainer.optimizers import optimizer
from explainer.training.curves.finding import Finding
from explainer.training.curves.findings import read_curves
from explainer.training.recipes.changes import with_changes
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import CurvePoint, EpochRecord

FALLING = [0.5, 0.4, 0.3, 0.2]
SETTLED = [0.3, 0.2, 0.195, 0.194, 0.193, 0.194]


def recipe_of(epochs: int, *, rate: float = 0.001, images: int = 3_200, **fields: object) -> Recipe:
    chosen = optimizer(**{"name": "adam", "learning_rate": rate, **fields.pop("optimizer", {})})
    return Recipe(name="mine", epochs=epochs, training_images=images, optimizer=chosen, **fields)


def read(
    training: Sequence[float],
    held_out: Sequence[float] | None = None,
    *,
    kind: str = "val",
    accuracy: float = 0.9,
    silent: tuple[int, ...] = (),
    inside: Sequence[float] = (),
    config: NetworkConfig = NETWORK,
    has_ended: bool = True,
    **fields: object,
) -> tuple[Finding, ...]:
    """Reads curves of 100 batches an epoch; every suggestion must be possible and change something."""
    if held_out is not None and kind == "val":
        fields.setdefault("validation_images", 1_000)
    recipe = recipe_of(fields.pop("epochs", max(len(training), 1)), **fields)
    records = [EpochRecord(epoch=0)]
    for number, loss in enumerate(training):
        tried = {} if held_out is None else {f"{kind}_loss": held_out[number], f"{kind}_accuracy": accuracy}
        records.append(EpochRecord(epoch=number + 1, batches=recipe.batches, loss=loss, silent_filters=silent, **tried))
    points = [CurvePoint(len(training), number + 1, loss, 0.5, loss, 0.5) for number, loss in enumerate(inside)]
    findings = read_curves(config, recipe, records, points, has_ended=has_ended)
    for finding in findings:
        for changes in finding.suggestions:
            assert with_changes(config, recipe, changes) != (config, recipe)
    return findings


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def told(findings: Sequence[Finding]) -> str:
    """The first, with its reason."""
    return "_".join(filter(None, (findings[0].code, str(findings[0].details.get("reason", "")))))
