"""Links that somebody may have kept: each still opens what it opened when it was written down.

`golden_links.jsonl` holds one link a line: its query string, the choices that it opens beside the defaults, the
parameters that make no sense, and how the same choices are written. A line is added for a new choice whose word holds
several values; none is changed or taken away.
"""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, cast, get_type_hints
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel

from explainer.drawing import pack
from explainer.lessons.tour import FIRST_VISIT, TourStop
from explainer.link_words import Value
from explainer.training.recipes.recipe import Recipe
from explainer.ui.query import Session, parse, render

LINKS = [
    json.loads(line) for line in Path(__file__).with_name("golden_links.jsonl").read_text(encoding="utf-8").splitlines()
]
EVERYTHING = tuple(one.name for one in fields(Session))
OF_SEVERAL_VALUES = {
    name
    for name, hint in get_type_hints(Session, include_extras=True).items()
    if not any(isinstance(one, Value) for one in getattr(hint, "__metadata__", ()))
}


def plain(value: Any) -> Any:
    """A choice as plain data, without the names of classes and attributes, which may change."""
    if isinstance(value, TourStop) and value.tour == FIRST_VISIT:
        return value.number
    if isinstance(value, Recipe):
        # Written down when training settings were a class of their own.
        rule = value.optimizer.model_dump()
        names = ("name", "learning_rate", "schedule", "warm_up_share")
        images = [value.training_images, value.validation_images, plain(value.own_digits)]
        optimizer = [*(rule[name] for name in names), rule.get("momentum", 0.0)]
        return [value.epochs, value.batch_size, *optimizer, value.loss, *images]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value):
        return [plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return pack(value) if hasattr(value, "dtype") else value


def opened(query: str) -> dict[str, Any]:
    """What a link opens, in the form of the file's lines."""
    session, problems = parse(dict(parse_qsl(query, keep_blank_values=True)), Session())
    default = Session()
    choices = {name: getattr(session, name) for name in EVERYTHING}
    return {
        "query": query,
        "opens": {
            name: plain(value)
            for name, value in choices.items()
            # A drawing's pixels do not count when references are compared.
            if value != getattr(default, name) or str(value) != str(getattr(default, name))
        },
        "problems": list(problems),
        "written": urlencode(render(session, EVERYTHING), safe="-,@:~"),
    }


def test_every_kept_link_opens_what_it_opened() -> None:
    changed = [(link, found) for link in LINKS if (found := opened(link["query"])) != link]
    assert changed == []


def test_what_is_written_opens_the_same() -> None:
    changed = [link["query"] for link in LINKS if opened(link["written"])["opens"] != link["opens"]]
    assert changed == []


def test_the_kept_links_cover_every_choice_with_sense_and_nonsense() -> None:
    assert len(LINKS) >= 300
    understood = {name for link in LINKS for name in link["opens"]}
    parameters = {parameter for link in LINKS for parameter in cast("list[str]", link["problems"])}
    assert understood >= OF_SEVERAL_VALUES
    assert len(parameters) >= len(OF_SEVERAL_VALUES)
