"""Reads the files of lessons.

`assets/lessons/<subject>.<language>.toml` holds one table a lesson, by its id and in order. What a language's own file
lacks is read in English, so that a translation may begin with a single lesson.
"""

from __future__ import annotations

import functools
import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from explainer.errors import ExplainerError
from explainer.frozen import Frozen
from explainer.text import FALLBACK_LANGUAGE

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "lessons"

Lesson = TypeVar("Lesson", bound=Frozen)


@functools.cache
def lessons(subject: str, language: str, shape: type[Lesson]) -> Mapping[str, Lesson]:
    """The lessons of a subject, in the order of the English file.

    Args:
        subject: The file's name before its language, e.g. `"glossary"`.
        language: A key of `explainer.text.LANGUAGES`.
        shape: What each lesson holds.

    Returns:
        The lessons by their ids.

    Raises:
        ExplainerError: `lessons_unreadable` if the English file is missing or broken.
    """
    english = _written(subject, FALLBACK_LANGUAGE, shape)
    if language == FALLBACK_LANGUAGE:
        return english
    try:
        own = _written(subject, language, shape)
    except ExplainerError:
        logger.exception("Lessons are shown in %s instead.", FALLBACK_LANGUAGE)
        return english
    return MappingProxyType({name: own.get(name, lesson) for name, lesson in english.items()})


def missing(subject: str, language: str, shape: type[Lesson]) -> list[str]:
    """The ids that are in English and not in a language's own file, in order.

    Args:
        subject: The file's name before its language.
        language: A key of `explainer.text.LANGUAGES`.
        shape: What each lesson holds.

    Raises:
        ExplainerError: `lessons_unreadable` if one of the files is missing or broken.
    """
    own = _written(subject, language, shape)
    return [name for name in _written(subject, FALLBACK_LANGUAGE, shape) if name not in own]


def _written(subject: str, language: str, shape: type[Lesson]) -> Mapping[str, Lesson]:
    path = FOLDER / f"{subject}.{language}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return MappingProxyType({name: shape.model_validate(lesson) for name, lesson in content.items()})
    except (OSError, ValueError, ValidationError) as error:
        raise ExplainerError(
            "lessons_unreadable",
            f"Expected lessons of the shape {shape.__name__} in {path}; received {error}.",
            file=f"assets/lessons/{path.name}",
        ) from error
