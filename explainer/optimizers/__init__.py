"""The optimizers, one module each. Training, code generation and the pages read these declarations.

To add an optimizer, add a module; `tests/test_optimizers_complete.py` then lists the missing texts.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import BeforeValidator, Field

from explainer.optimizers.adagrad import Adagrad
from explainer.optimizers.adam import Adam
from explainer.optimizers.adamw import AdamW
from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Option, Schedule, Update
from explainer.optimizers.rmsprop import RMSprop
from explainer.optimizers.sgd import SGD

__all__ = [
    "ALL",
    "COMPARED",
    "OPTIMIZERS",
    "SGD",
    "VARIANTS",
    "Adagrad",
    "Adam",
    "AdamW",
    "AnyOptimizer",
    "Line",
    "Numbers",
    "Optimizer",
    "Option",
    "RMSprop",
    "Schedule",
    "Update",
    "optimizer",
]

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

ALL: tuple[type[Optimizer], ...] = tuple(
    sorted(Optimizer.__subclasses__(), key=lambda kind: (kind.published, kind.optimizer_name()))
)
"""All optimizers of this package, by year of publication."""

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({kind.optimizer_name(): kind for kind in ALL})
"""The optimizers by Keras's names."""


def _named(data: Any) -> Any:
    """Adds the name to a stored optimizer that has none, which means Adam."""
    return {"name": Adam.optimizer_name(), **data} if isinstance(data, dict) else data


if TYPE_CHECKING:
    AnyOptimizer = Optimizer
else:
    AnyOptimizer = Annotated[Union[ALL], Field(discriminator="name"), BeforeValidator(_named)]  # noqa: UP007


def optimizer(name: str, **fields: Any) -> Optimizer:
    """Creates an optimizer.

    Args:
        name: A key of `OPTIMIZERS`.
        **fields: Values that differ from the defaults.

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields.
    """
    return OPTIMIZERS[name](**fields)


def _variants(*, is_compared: bool) -> Mapping[str, Optimizer]:
    return MappingProxyType(
        {
            name: kind.model_validate(fields)
            for kind in ALL
            if kind.is_compared or not is_compared
            for name, fields in kind.variants.items()
        }
    )


VARIANTS = _variants(is_compared=False)
"""The optimizers of the Lab page by name: each one with Keras's default learning rate, and SGD also with momentum."""

COMPARED = _variants(is_compared=True)
"""The variants that the experiment on the Compare page trains."""
