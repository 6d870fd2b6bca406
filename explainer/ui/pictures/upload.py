"""What stands on the button of a field for files, which Streamlit names in English."""

from __future__ import annotations

from typing import TypedDict


class Meta(TypedDict):
    """What the component beside a field is told: the key of the container around both, and what the button does."""

    identity: str
    frame: str
    word: str
