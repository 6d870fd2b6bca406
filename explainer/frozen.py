"""What somebody chose, as data that cannot be changed."""

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Setting:
    """What a form knows of a field of a training, beside its bounds and its default.

    Attributes:
        steps: What a slider offers; of none, a number is typed, or one of a few words picked.
        step: By how much a typed number grows at a press.
        is_share: Whether it is read as a percentage.
        twins: Values of which a twin may have another; none if it is no experiment of its own.
    """

    steps: tuple[float, ...] = ()
    step: int = 1
    is_share: bool = False
    twins: tuple[float, ...] = ()


class Frozen(BaseModel):
    """A choice: immutable, without unknown fields, and nothing is converted to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def described(cls) -> dict[str, Setting]:
        """The fields that a form shows, by name, in order."""
        found: dict[str, Setting] = {}
        for name, field in cls.model_fields.items():
            found |= [(name, known) for known in field.metadata if isinstance(known, Setting)]
        return found

    @classmethod
    def bound(cls, field: str, kind: str) -> Any:
        """A bound of a field by pydantic's name, `"ge"` or `"le"`.

        Raises:
            StopIteration: If it has none.
        """
        return next(getattr(one, kind) for one in cls.model_fields[field].metadata if hasattr(one, kind))

    @classmethod
    def words(cls, field: str) -> tuple[str, ...]:
        """The words that a field may be; none of a field that is a number."""
        return tuple(one for one in get_args(cls.model_fields[field].annotation) if isinstance(one, str))
