import pytest

from explainer.network import ARTICLE, network
from explainer.training.curves.gap import Gap, gap_of
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import EpochRecord

RECIPE = Recipe(name="own", epochs=40, batch_size=50, training_images=500, validation_images=100)


def _gap(training: list[float], validation: list[float]) -> Gap:
    return Gap(tuple(range(1, len(training) + 1)), tuple(training), tuple(validation))


FALLING = [1 / (1 + place) for place in range(40)]


def test_losses_part_where_validation_is_least() -> None:
    gap = _gap(FALLING, [1.0 - 0.08 * place if place <= 10 else 0.2 + 0.01 * (place - 10) for place in range(40)])
    assert gap.epochs[gap.turn] == 11
    assert gap.is_parting


def test_a_gap_alone_is_no_parting() -> None:
    assert not _gap(FALLING, [0.5 + 0.5 / (1 + place) for place in range(40)]).is_parting


def test_one_bad_epoch_is_no_parting() -> None:
    assert not _gap(FALLING, [0.3] * 20 + [0.2] + [0.3] * 18 + [0.4]).is_parting


def test_a_training_loss_that_rises_as_well_is_no_parting() -> None:
    rising = [0.5] * 10 + [0.5 + 0.02 * place for place in range(30)]
    assert not _gap(rising, [0.6] * 9 + [0.4] + [0.5 + 0.02 * place for place in range(30)]).is_parting


def test_gap_of_records() -> None:
    records = [EpochRecord(epoch=0)] + [
        EpochRecord(epoch=epoch, batches=10, loss=0.5 / epoch, val_loss=0.4) for epoch in (1, 2, 3)
    ]
    gap = gap_of(ARTICLE, RECIPE, records)
    assert gap is not None
    assert gap.epochs == (1, 2, 3)
    assert gap.last == pytest.approx(0.4 - 0.5 / 3)
    assert gap_of(ARTICLE, RECIPE, records[:2]) is None
    assert gap_of(ARTICLE, RECIPE, [record.model_copy(update={"val_loss": None}) for record in records]) is None
    diverged = [*records, EpochRecord(epoch=4, batches=10, loss=float("nan"), val_loss=float("nan"))]
    assert gap_of(ARTICLE, RECIPE, diverged) == gap


def test_while_averages_lag_the_losses_do_not_part() -> None:
    """Ten batches an epoch: after 49 epochs batch normalization's averages lag, after 50 they do not."""
    validation = [0.2, *(0.2 + 0.01 * place for place in range(49))]
    records = [
        EpochRecord(epoch=place + 1, batches=10, loss=1 / (1 + place), val_loss=loss)
        for place, loss in enumerate(validation)
    ]
    for config, epochs, is_parting in (
        (network("c4_bn_max2"), 49, False),
        (network("c4_bn_max2"), 50, True),
        (network("c4_max2"), 49, True),
    ):
        gap = gap_of(config, RECIPE, records[:epochs])
        assert gap is not None
        assert gap.is_parting == is_parting
