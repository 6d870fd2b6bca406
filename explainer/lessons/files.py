"""Reading of lesson files.

`assets/lessons/<subject>.<language>.toml` has one table per lesson, in order. Missing lessons and missing entries of a
language are taken from the English file. So a translation may begin with a single lesson, and entries without text,
such as links, are in the English file only. The `title` of the whole may precede the tables.
"""

import functools
import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from explainer.errors import ExplainerError
from explainer.frozen import Frozen
from explainer.text import FALLBACK_LANGUAGE, read_sentences

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "lessons"

TITLE = "title"

Lesson = TypeVar("Lesson", bound=Frozen)


@functools.cache
def lessons(subject: str, language: str, shape: type[Lesson]) -> Mapping[str, Lesson]:
    """The lessons of a subject, in the order of the English file.

    Args:
        subject: The file's name before its language, e.g. `"glossary"`.
        language: A key of `explainer.text.LANGUAGES`.
        shape: The class of a lesson.

    Raises:
        ExplainerError: `lessons_unreadable` if the English file is missing or broken.
    """
    english = _written(subject, FALLBACK_LANGUAGE)
    if language != FALLBACK_LANGUAGE:
        try:
            own = _written(subject, language)
            return _shaped({name: english[name] | own.get(name, {}) for name in english}, shape, subject, language)
        except ExplainerError as error:
            logger.error("%s Lessons are shown in %s instead.", error, FALLBACK_LANGUAGE)  # noqa: TRY400 (one line)
    return _shaped(english, shape, subject, FALLBACK_LANGUAGE)


def subjects() -> list[str]:
    """The names of all subjects, sorted."""
    return sorted(
        path.name.removesuffix(f".{FALLBACK_LANGUAGE}.toml") for path in FOLDER.glob(f"*.{FALLBACK_LANGUAGE}.toml")
    )


@functools.cache
def title_of(subject: str, language: str) -> str:
    """The title of a subject, in English if the language's file has none.

    Raises:
        ExplainerError: `lessons_unreadable` if the English file is missing, broken or without a title.
    """
    for other in (language, FALLBACK_LANGUAGE):
        try:
            found = _content(subject, other).get(TITLE)
        except ExplainerError:
            if other == FALLBACK_LANGUAGE:
                raise
            continue
        if isinstance(found, str):
            return found
    raise _unreadable(FOLDER / f"{subject}.{FALLBACK_LANGUAGE}.toml", TITLE, found)


def missing(subject: str, language: str) -> list[str]:
    """The ids of the English file that a language's file lacks, in order.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Raises:
        ExplainerError: `lessons_unreadable` if one of the files is missing or broken.
    """
    own = _written(subject, language)
    return [name for name in _written(subject, FALLBACK_LANGUAGE) if name not in own]


def _written(subject: str, language: str) -> dict[str, dict[str, Any]]:
    """The lessons of a file by id."""
    content = {name: lesson for name, lesson in _content(subject, language).items() if name != TITLE}
    if not all(isinstance(lesson, dict) for lesson in content.values()):
        raise _unreadable(FOLDER / f"{subject}.{language}.toml", "tables", list(content))
    return content


def _content(subject: str, language: str) -> dict[str, Any]:
    path = FOLDER / f"{subject}.{language}.toml"
    try:
        return read_sentences(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, "tables", error) from error


def _shaped(
    content: Mapping[str, Mapping[str, Any]], shape: type[Lesson], subject: str, language: str
) -> Mapping[str, Lesson]:
    try:
        return MappingProxyType({name: shape.model_validate(lesson) for name, lesson in content.items()})
    except ValidationError as error:
        raise _unreadable(FOLDER / f"{subject}.{language}.toml", shape.__name__, error) from error


def _unreadable(path: Path, expected: str, received: object) -> ExplainerError:
    return ExplainerError(
        "lessons_unreadable",
        f"Expected lessons, each of the shape {expected}, in {path}; received {received}.",
        file=f"assets/lessons/{path.name}",
    )
