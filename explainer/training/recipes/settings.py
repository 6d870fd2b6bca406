"""A recipe of one's own as a short word for links.

`e5_b32_adam-lr0.001_n60000` are the article's: epochs, batch size, optimizer, training images. After the optimizer's
learning rate may stand `-cycle0.3` (one cycle, with the share of batches that go up) or `-cosine`, and options of its
own, for SGD `-m0.9` (momentum); before `n` may stand `sparse_` (labels as integers); at the end `_v10000` (validation
images), and after that `_o5x10-0123456789ab`: 5 digits of one's own, each 10 times, and their digest.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from explainer.optimizers import OPTIMIZERS, Optimizer, optimizer
from explainer.training.recipes.recipe import OWN, AddedDigits, Loss, Recipe

SPARSE: Loss = "sparse_categorical_crossentropy"
DENSE: Loss = "categorical_crossentropy"

_NUMBER = r"(?:1|0(?:\.[0-9]{1,30})?|[1-9](?:\.[0-9]{1,17})?e-[1-9][0-9]{1,2})"
_WORD = re.compile(
    rf"e(?P<epochs>[0-9]{{1,3}})_b(?P<batch_size>[0-9]{{1,4}})_(?P<name>{'|'.join(OPTIMIZERS)})-lr(?P<rate>{_NUMBER})"
    rf"(?:-(?P<cosine>cosine)|-cycle(?P<share>{_NUMBER}))?(?P<options>(?:-[a-z]+{_NUMBER})*)(?P<sparse>_sparse)?"
    r"_n(?P<training>[0-9]{1,5})(?:_v(?P<validation>[0-9]{1,5}))?"
    r"(?:_o(?P<images>[0-9]{1,3})x(?P<repeats>[0-9]{1,3})-(?P<digest>[0-9a-f]{12}))?",
    re.ASCII,
)


def write_settings(recipe: Recipe) -> str:
    """Writes a recipe of one's own, see `Recipe.own`, as one word."""
    sparse = "_sparse" if recipe.loss == SPARSE else ""
    held_out = f"_v{recipe.validation_images}" if recipe.validation_images else ""
    added = recipe.own_digits
    own = "" if added is None else f"_o{added.images}x{added.repeats}-{added.digest}"
    return (
        f"e{recipe.epochs}_b{recipe.batch_size}_{_optimizer_word(recipe.optimizer)}{sparse}_n{recipe.training_images}"
        f"{held_out}{own}"
    )


def read_settings(word: str) -> Recipe | None:
    """Reads what `write_settings` writes. Returns the recipe, which may ask for too much; `None` for anything else."""
    # A momentum of 0 is none, with whichever optimizer.
    match = _WORD.fullmatch(word.replace("-m0_", "_"))
    if match is None:
        return None
    part: dict[str, str] = match.groupdict("")
    try:
        return Recipe(
            name=OWN,
            epochs=int(part["epochs"]),
            batch_size=int(part["batch_size"]),
            optimizer=_read_optimizer(part),
            loss=SPARSE if part["sparse"] else DENSE,
            training_images=int(part["training"]),
            validation_images=int(part["validation"] or 0),
            own_digits=_read_digits(part),
        )
    except ValueError:
        return None


def _optimizer_word(chosen: Optimizer) -> str:
    schedules = {"constant": "", "cosine": "-cosine", "one_cycle": f"-cycle{_digits(chosen.warm_up_share)}"}
    options = [
        f"-{option.link}{_digits(getattr(chosen, name))}"
        for name, option in chosen.options().items()
        if getattr(chosen, name) != type(chosen).model_fields[name].default
    ]
    return f"{chosen.name}-lr{_digits(chosen.learning_rate)}{schedules[chosen.schedule]}{''.join(options)}"


def _read_digits(part: Mapping[str, str]) -> AddedDigits | None:
    if not part["images"]:
        return None
    return AddedDigits(images=int(part["images"]), repeats=int(part["repeats"]), digest=part["digest"])


def _read_optimizer(part: Mapping[str, str]) -> Optimizer:
    """Reads what `_optimizer_word` writes.

    Raises:
        ValueError: For options that the optimizer does not have, or in another order.
    """
    kind = OPTIMIZERS[part["name"]]
    patterns = "".join(rf"(?:-{option.link}(?P<{name}>{_NUMBER}))?" for name, option in kind.options().items())
    match = re.fullmatch(patterns, part["options"])
    if match is None:
        raise ValueError(f"Expected options of {kind.keras_name}; received {part['options']!r}.")
    schedule: dict[str, str | float] = {"schedule": "cosine"} if part["cosine"] else {}
    if part["share"]:
        schedule = {"schedule": "one_cycle", "warm_up_share": float(part["share"])}
    options = {name: float(value) for name, value in match.groupdict().items() if value is not None}
    return optimizer(kind.optimizer_name(), learning_rate=float(part["rate"]), **schedule, **options)


def _digits(number: float) -> str:
    """A number with no digit less than it has; without an exponent unless it is tiny."""
    digits = f"{Decimal(repr(number)):f}"
    if len(digits) > len("0.") + 30:
        return repr(number)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
