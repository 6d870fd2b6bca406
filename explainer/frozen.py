"""The base class of immutable pydantic models, and the metadata of their fields in forms."""

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Setting:
    """Metadata of a recipe's field for forms, besides its bounds and default.

    Attributes:
        steps: Values of a slider; if empty, the form shows a number input or a selection.
        step: Step of the number input.
        is_share: Whether it is displayed as a percentage.
        twins: Values that may be tried in a twin, a run with one setting changed; empty if it is not offered there.
    """

    steps: tuple[float, ...] = ()
    step: int = 1
    is_share: bool = False
    twins: tuple[float, ...] = ()


class Frozen(BaseModel):
    """Base class of settings: immutable, without unknown fields, and strict about types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def described(cls) -> dict[str, Setting]:
        """The fields that have a `Setting`, by name, in order of declaration."""
        found: dict[str, Setting] = {}
        for name, field in cls.model_fields.items():
            found |= [(name, known) for known in field.metadata if isinstance(known, Setting)]
        return found

    @classmethod
    def bound(cls, field: str, kind: str) -> Any:
        """A bound of a field, by pydantic's name `"ge"` or `"le"`.

        Raises:
            StopIteration: If the field has no such bound.
        """
        return next(getattr(one, kind) for one in cls.model_fields[field].metadata if hasattr(one, kind))

    @classmethod
    def words(cls, field: str) -> tuple[str, ...]:
        """The values of a `Literal` field; empty for other fields."""
        return tuple(one for one in get_args(cls.model_fields[field].annotation) if isinstance(one, str))
