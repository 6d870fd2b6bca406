"""What is said of the article's lines and of their arguments: data that a teacher can write."""

from collections.abc import Mapping

from pydantic import Field

from explainer.frozen import Frozen
from explainer.lessons.files import lessons
from explainer.lessons.script import Line
from explainer.optimizers import OPTIMIZERS
from explainer.training.recipes.recipe import Recipe


class Notion(Frozen):
    """One notion that the article explains.

    Attributes:
        text: The answer, in a few sentences.
    """

    title: str
    text: str


class Note(Frozen):
    """What is said of a line. Names in braces stand for its numbers, see the heads of the files.

    Attributes:
        title: What it does, in a line.
        what: What it does, in a few sentences.
        why: Why one would want that.
        remark: What is otherwise here than in the article; `""` for nothing.
        notions: What else is to be understood at this line, by id.
    """

    title: str
    what: str
    why: str
    remark: str = ""
    notions: Mapping[str, Notion] = Field(default_factory=dict)


class ArgumentNote(Frozen):
    """What an argument changes.

    Attributes:
        text: In one sentence.
        rare: Whether it comes after the others.
    """

    text: str
    rare: bool = False


class Source(Frozen):
    """What the script follows.

    Attributes:
        title: The article's, as it stands in a sentence.
    """

    title: str


def source(language: str) -> Source:
    """Which article the script follows.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Raises:
        ExplainerError: `lessons_unreadable`.
    """
    known: Mapping[str, Source] = lessons("source", language, Source)
    return known["article"]


def note_of(line: Line, language: str) -> Note | None:
    """What is said of a line.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Returns:
        The most special lesson that fits; `None` of a layer that nobody has written about yet.

    Raises:
        ExplainerError: `lessons_unreadable`.
    """
    known: Mapping[str, Note] = lessons("article", language, Note)
    return next((known[name] for name in line.lessons if name in known), None)


def offered_notions(note: Note, recipe: Recipe) -> Mapping[str, Notion]:
    """The notions of a line without those of the optimizers that the recipe does not use."""
    others = OPTIMIZERS.keys() - {recipe.optimizer.name}
    return {name: notion for name, notion in note.notions.items() if name not in others}


def argument_note(call: str, argument: str, language: str) -> ArgumentNote | None:
    """What is said of an argument: of this call's, or of every call's of that name.

    Args:
        call: Keras's name of what is called.
        argument: Keras's name of the argument.
        language: A key of `explainer.text.LANGUAGES`.

    Returns:
        The note; `None` for one that nobody has written about yet.

    Raises:
        ExplainerError: `lessons_unreadable`.
    """
    known: Mapping[str, ArgumentNote] = lessons("arguments", language, ArgumentNote)
    return known.get(f"{call}.{argument}") or known.get(argument)
