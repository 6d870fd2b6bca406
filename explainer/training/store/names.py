"""Names that visitors give to runs: `name.json`, written by the pages and never by the worker."""

import unicodedata
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.errors import ExplainerError
from explainer.training.store.files import unwritable, write_atomically
from explainer.training.store.paths import RunPaths

MAX_NAME_LENGTH = 60


class RunName(BaseModel):
    """The content of `name.json`.

    Attributes:
        name: 1 to 60 characters.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME_LENGTH)]


def read_name(run: RunPaths) -> str | None:
    """Reads a run's name; `None` if it has none, or it cannot be read."""
    try:
        return RunName.model_validate_json(run.name_path.read_bytes()).name
    except (OSError, ValidationError):
        return None


def write_name(run: RunPaths, name: str) -> str:
    """Saves a run's name. Returns it as it was saved, see `clean_name`.

    Raises:
        ExplainerError: `run_name_length`, `disk_full` or `store_unwritable`.
    """
    cleaned = clean_name(name)
    try:
        write_atomically(run.name_path, RunName(name=cleaned).model_dump_json())
    except OSError as error:
        raise unwritable(error, run.directory) from error
    return cleaned


def one_line(text: str) -> str:
    """Puts an untrusted text on one line: without control characters, and with single spaces."""
    # Marks that change the direction of writing would also affect the text after this one.
    kept = (each if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for each in text)
    return " ".join("".join(kept).split())


def clean_name(name: str) -> str:
    """Puts a name on one line: without control characters, and with single spaces.

    Raises:
        ExplainerError: `run_name_length` (detail `limit`) if the result is empty or longer than 60 characters.
    """
    cleaned = one_line(name)
    if not 1 <= len(cleaned) <= MAX_NAME_LENGTH:
        raise ExplainerError(
            "run_name_length",
            f"Expected a name of 1 to {MAX_NAME_LENGTH} characters; received {len(cleaned)}.",
            limit=MAX_NAME_LENGTH,
        )
    return cleaned
