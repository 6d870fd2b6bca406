"""The arguments of a script line: given value, Keras's default, effect, and the options offered here."""

from collections.abc import Mapping
from typing import Any, TypedDict

from explainer.lessons.arguments import Argument, Call, calls
from explainer.lessons.changes import AFTER, Choice
from explainer.lessons.notes import argument_note
from explainer.lessons.script import Line
from explainer.network import replaced
from explainer.network.kinds import Kind
from explainer.network.worked import LayerRow
from explainer.text import FALLBACK_LANGUAGE
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.pictures.flow import shape_words

TEXT = "component.article"


class ArgumentMeta(TypedDict):
    """An argument.

    Attributes:
        key: Call and name, e.g. `Conv2D.kernel_size`.
        value: The value in effect, as Python code.
        default: Keras's default, as Python code; `""` if the argument is required.
        options: The options' labels; empty if the argument cannot be changed here.
        chosen: The index of the current option.
    """

    key: str
    name: str
    value: str
    default: str
    given: bool
    text: str
    options: list[str]
    chosen: int


class CallMeta(TypedDict):
    """A call and its arguments."""

    name: str
    arguments: list[ArgumentMeta]


def calls_of(
    line: Line, row: LayerRow | None, offered: Mapping[str, Choice], context: ArticleContext
) -> list[CallMeta]:
    """The calls of a line with all their arguments.

    Args:
        row: The layer that the line adds, if any.
        offered: The possible changes, by call and argument.
    """
    found: list[CallMeta] = [
        {
            "name": call.name,
            "arguments": [
                _argument(call, argument, row, offered, context)
                for argument in sorted(call.arguments, key=lambda argument: _comes_last(call, argument, offered))
            ],
        }
        for call in calls(line.source)
    ]
    additions = [_addition(choice, context) for name, choice in offered.items() if name.startswith(AFTER)]
    if found and additions:
        found[0]["arguments"][:0] = additions
    return found


def _comes_last(call: Call, argument: Argument, offered: Mapping[str, Choice]) -> bool:
    """Whether an argument is sorted last: neither given nor changeable, and rarely set."""
    note = argument_note(call.name, argument.name, FALLBACK_LANGUAGE)
    is_known = argument.given is not None or f"{call.name}.{argument.name}" in offered
    return not is_known and (note is None or note.rare)


def pieces_of(line: Line) -> list[list[tuple[str, str]]]:
    """Splits a line's rows where an argument begins or ends; text in nested arguments belongs to the innermost one."""
    rows = line.source.split("\n")
    owners = [[""] * len(row) for row in rows]
    for call in calls(line.source):
        for argument in call.arguments:
            _claim(owners, f"{call.name}.{argument.name}", argument)
    return [_cut(row, names) for row, names in zip(rows, owners, strict=True)]


def _claim(owners: list[list[str]], key: str, argument: Argument) -> None:
    place = argument.place
    if place is None:
        return
    for row in range(place.row, place.end_row + 1):
        first = place.start if row == place.row else len(owners[row]) - len("".join(owners[row]).lstrip())
        last = place.end if row == place.end_row else len(owners[row])
        owners[row][first:last] = [key] * (last - first)


def _cut(row: str, owners: list[str]) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for character, owner in zip(row, owners, strict=True):
        if pieces and pieces[-1][1] == owner:
            pieces[-1] = (pieces[-1][0] + character, owner)
        else:
            pieces.append((character, owner))
    return pieces


def _argument(
    call: Call, argument: Argument, row: LayerRow | None, offered: Mapping[str, Choice], context: ArticleContext
) -> ArgumentMeta:
    key = f"{call.name}.{argument.name}"
    note = argument_note(call.name, argument.name, context.text.language)
    choice = offered.get(key)
    default = argument.default or ""
    return {
        "key": key,
        "name": argument.name,
        "value": default if argument.given is None else argument.given,
        "default": default,
        "given": argument.given is not None,
        "text": note.text if note else "",
        "options": [] if choice is None else [_option(argument.name, value, row, context) for value in choice.options],
        "chosen": 0 if choice is None else choice.current,
    }


def _addition(choice: Choice, context: ArticleContext) -> ArgumentMeta:
    """A layer that can be inserted after this one, as an argument."""
    slot = choice.name.partition(".")[2]
    note = argument_note(AFTER, slot, context.text.language)
    return {
        "key": choice.name,
        "name": context.text(f"{TEXT}.after_{slot}"),
        "value": context.text(f"{TEXT}.nothing"),
        "default": "",
        "given": False,
        "text": note.text if note else "",
        "options": [_value(value, context) for value in choice.options],
        "chosen": choice.current,
    }


def _option(name: str, value: Any, row: LayerRow | None, context: ArticleContext) -> str:
    """An option's value as Python code, with the layer's output shape if the option changes it."""
    written = _value(value, context)
    if row is None or value is None:
        return written
    if row.settings.fields()[name].is_square:
        written = f"({value}, {value})"
    other = replaced(row.settings, **{name: value})
    outcome = _outcome(other, row, context)
    return written if outcome == _outcome(row.settings, row, context) else f"{written} → {outcome}"


def _outcome(layer: Kind, row: LayerRow, context: ArticleContext) -> str:
    known = tuple(size for size in row.layer.input_shape if size is not None)
    if len(known) == len(row.layer.input_shape) and layer.too_large_for(known):
        return context.text("component.flow.does_not_fit")
    return shape_words(layer.output_shape(row.layer.input_shape))


def _value(value: Any, context: ArticleContext) -> str:
    return context.text(f"{TEXT}.nothing") if value is None else repr(value)
