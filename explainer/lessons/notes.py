"""Notes on the article's lines and on their arguments."""

from collections.abc import Mapping

from pydantic import Field

from explainer.frozen import Frozen
from explainer.lessons.files import lessons
from explainer.lessons.script import Line
from explainer.optimizers import OPTIMIZERS
from explainer.training.recipes.recipe import Recipe


class Notion(Frozen):
    """A concept that the article explains, in a few sentences."""

    title: str
    text: str


class Note(Frozen):
    """The notes on a line. The comments at the top of the files list the placeholders.

    Attributes:
        title: The line's effect, in one line.
        what: The line's effect, in a few sentences.
        why: Its purpose.
        remark: A difference from the article, or `""`.
        notions: Related concepts, by id.
    """

    title: str
    what: str
    why: str
    remark: str = ""
    notions: Mapping[str, Notion] = Field(default_factory=dict)


class ArgumentNote(Frozen):
    """The note on an argument.

    Attributes:
        text: Its effect, in one sentence.
        rare: Whether it is listed after the others.
    """

    text: str
    rare: bool = False


class Source(Frozen):
    """The source of the script.

    Attributes:
        title: The article's title, as used in a sentence.
    """

    title: str


def source(language: str) -> Source:
    """The article that the script follows.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Raises:
        ExplainerError: `lessons_unreadable`.
    """
    known: Mapping[str, Source] = lessons("source", language, Source)
    return known["article"]


def note_of(line: Line, language: str) -> Note | None:
    """The notes on a line.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Returns:
        The most specific notes; `None` if there are none.

    Raises:
        ExplainerError: `lessons_unreadable`.
    """
    known: Mapping[str, Note] = lessons("article", language, Note)
    return next((known[name] for name in line.lessons if name in known), None)


def offered_notions(note: Note, recipe: Recipe) -> Mapping[str, Notion]:
    """The concepts of a line, without those of optimizers that the recipe does not use."""
    others = OPTIMIZERS.keys() - {recipe.optimizer.name}
    return {name: notion for name, notion in note.notions.items() if name not in others}


def argument_note(call: str, argument: str, language: str) -> ArgumentNote | None:
    """The note on an argument of a call, or else on the argument of this name in any call.

    Args:
        call: Keras's name of the function or class.
        argument: Keras's name of the argument.
        language: A key of `explainer.text.LANGUAGES`.

    Returns:
        The note; `None` if there is none.

    Raises:
        ExplainerError: `lessons_unreadable`.
    """
    known: Mapping[str, ArgumentNote] = lessons("arguments", language, ArgumentNote)
    return known.get(f"{call}.{argument}") or known.get(argument)
