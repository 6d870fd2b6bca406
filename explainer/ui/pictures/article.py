"""The article's script with the notes on all its lines, sent at once: the browser selects lines without a rerun."""

import zlib
from collections.abc import Mapping, Sequence
from typing import TypedDict

from explainer.lessons.changes import choices
from explainer.lessons.in_article import in_article
from explainer.lessons.notes import Note, note_of, offered_notions
from explainer.lessons.outputs import evaluate_text, fit_text, refusal
from explainer.lessons.script import Line
from explainer.network.worked import LayerRow
from explainer.ui.components.payload import Arrays
from explainer.ui.pictures.article_arguments import CallMeta, calls_of, pieces_of
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.pictures.article_facts import Fact, Sum, facts_of, shape_of, sums_of, words_of
from explainer.ui.pictures.article_layers import pictured_arrays
from explainer.ui.pictures.article_pictures import Picture, picture_of

TEXT = "component.article"
HEADED = {"load_data": "data", "sequential": "network", "compile": "training"}
"""The lines that start a section with a comment, and the section's name."""


class NotionMeta(TypedDict):
    """A notion that the article explains at this line."""

    id: str
    title: str
    text: str


class LineMeta(TypedDict):
    """A line of the script with its notes.

    Attributes:
        rows: Its rows, each split into pairs of text and the key of the argument it belongs to (`""` for none).
        heading: The comment above the line, `""` for none.
        shape: The layer's output shape, shown at the line's right edge.
        state: `"kept"`: the model in use has this layer, so its output is known; `"passed"`: the layer has no weights,
            so its output is known, too; `"new"`: the layer is not trained yet;
            `"failing"`, `"waiting"`: see `LayerRow`; `"plain"`: the line adds no layer.
        code: The function called, or the module imported from.
        article: The line as the article writes it, `""` if the article has no such line.
        links: The labels of the buttons that lead to other pages.
    """

    id: str
    rows: list[list[tuple[str, str]]]
    heading: str
    shape: str
    state: str
    code: str
    title: str
    what: str
    why: str
    article: str
    remark: str
    picture: Picture | None
    inputs: list[Fact]
    outputs: list[Fact]
    sums: list[Sum]
    calls: list[CallMeta]
    output: str
    refusal: str
    notions: list[NotionMeta]
    links: list[str]


class Meta(TypedDict):
    """The payload's header.

    Attributes:
        line: The id of the chosen line, followed by a full stop and an argument if one is chosen.
        numbers: A checksum of the layers' outputs, which differs for another model or image.
        is_changed: Whether the network or the recipe differs from the model in use.
        fits: Whether the network can be built.
    """

    identity: str
    line: str
    lines: list[LineMeta]
    numbers: str
    is_changed: bool
    fits: bool
    text: dict[str, str]


def scene(context: ArticleContext, chosen: str, links: Mapping[str, Sequence[str]]) -> tuple[Meta, Arrays]:
    """Builds the component's payload; for the arrays see `pictured_arrays`.

    Args:
        chosen: See `Meta.line`.
        links: The labels of each line's buttons, by the line's id.
    """
    text = context.text
    meta: Meta = {
        "identity": f"article {text.language}",
        "line": chosen,
        "lines": [_line(line, context, links.get(line.id, ())) for line in context.lines],
        "numbers": f"{zlib.crc32(b''.join(array.tobytes() for array in context.known.values())):x}",
        "is_changed": context.is_changed,
        "fits": context.network.config is not None,
        "text": text.table(TEXT),
    }
    return meta, pictured_arrays(context)


def _line(line: Line, context: ArticleContext, links: Sequence[str]) -> LineMeta:
    row = context.row(line)
    note = note_of(line, context.text.language) or _stage_note(line, context)
    words = words_of(line, row, context)
    offered = {choice.name: choice for choice in choices(line, context.network, context.recipe)}
    inputs, outputs = facts_of(line, row, context)
    calls = calls_of(line, row, offered, context)
    return {
        "id": line.id,
        "rows": pieces_of(line),
        "heading": context.text(f"{TEXT}.heading_{HEADED[line.id]}") if line.id in HEADED else "",
        "shape": shape_of(line, row, context),
        "state": context.state(line),
        "code": calls[0]["name"] if calls else line.source.split()[1],
        "title": _filled(note.title, words),
        "what": _filled(note.what, words),
        "why": _filled(note.why, words),
        "article": in_article(line, context.lines),
        "remark": _filled(note.remark, words),
        "picture": picture_of(line, row, context),
        "inputs": inputs,
        "outputs": outputs,
        "sums": sums_of(row, context),
        "calls": calls,
        "output": _output(line, context),
        "refusal": _refusal(row, context),
        "notions": _notions(note, words, context),
        "links": list(links),
    }


def _filled(sentence: str, words: Mapping[str, str]) -> str:
    """Fills a teacher's sentence with the line's numbers; unknown names in braces stay as they are."""
    for name, word in words.items():
        sentence = sentence.replace(f"{{{name}}}", word)
    return sentence


def _stage_note(line: Line, context: ArticleContext) -> Note:
    """The walkthrough's text on a layer that has no lesson yet."""
    words = context.text.table(f"stage.{line.lessons[-1]}")
    return Note(title=words["title"], what=words["what"], why=words["why"])


def _notions(note: Note, words: Mapping[str, str], context: ArticleContext) -> list[NotionMeta]:
    return [
        {"id": name, "title": _filled(notion.title, words), "text": _filled(notion.text, words)}
        for name, notion in offered_notions(note, context.recipe).items()
    ]


def _output(line: Line, context: ArticleContext) -> str:
    """Keras's output for the line; `""` if it is unknown."""
    if line.id == "summary":
        return context.summary
    if context.is_changed:
        return ""
    if line.id == "fit":
        return fit_text(context.records)
    record = next((record for record in context.records if record.epoch == context.model.epoch), None)
    return (record and line.id == "evaluate" and evaluate_text(record)) or ""


def _refusal(row: LayerRow | None, context: ArticleContext) -> str:
    return (row is not None and row.state == "failing" and refusal(context.network)) or ""
