"""Optimizers: what each declares in its module is read by all that trains, writes Keras code, or shows them.

A new optimizer is a module beside `sgd.py`; `tests/test_optimizers_complete.py` names the words that it still lacks.
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
"""The optimizers of all modules of this package, in the order in which they were published."""

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({kind.optimizer_name(): kind for kind in ALL})
"""By Keras's names."""


def _named(data: Any) -> Any:
    """What a file says of an optimizer; without a name, it means Adam."""
    return {"name": Adam.optimizer_name(), **data} if isinstance(data, dict) else data


if TYPE_CHECKING:
    AnyOptimizer = Optimizer
else:
    AnyOptimizer = Annotated[Union[ALL], Field(discriminator="name"), BeforeValidator(_named)]  # noqa: UP007


def optimizer(name: str, **fields: Any) -> Optimizer:
    """The optimizer of a name.

    Args:
        name: A key of `OPTIMIZERS`.
        **fields: Its fields that are not as by default.

    Raises:
        pydantic.ValidationError: For fields that it does not have, or that are out of range.
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
"""What the lab tries, by name: every optimizer, SGD also with momentum, each at Keras's own learning rate."""

COMPARED = _variants(is_compared=True)
"""Those of them that Compare's experiment trains."""
