"""What somebody chose, as data that cannot be changed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A choice: immutable, without unknown fields, and nothing is converted to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
