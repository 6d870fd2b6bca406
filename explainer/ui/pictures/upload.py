"""What stands on the button of a field for files, which Streamlit names in English."""

from typing import TypedDict


class Meta(TypedDict):
    """What the component beside a field is told.

    Attributes:
        frame: The key of the container around both.
        others: What else is to stand where Streamlit writes some English, by that English.
    """

    identity: str
    frame: str
    word: str
    others: dict[str, str]
