"""A run's configuration as a JSON file, and back: what was chosen, nothing that was learned.

What comes back was written by anybody, so it is only ever read as data, checked field by field.
"""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from explainer.errors import ExplainerError
from explainer.frozen_model import FrozenModel
from explainer.network import NetworkConfig
from explainer.network.kinds import KINDS
from explainer.optimizers import OPTIMIZERS
from explainer.training.recipes.recipe import OWN, RECIPES, PossibleRecipe, Recipe
from explainer.training.store.names import one_line
from explainer.training.store.records import MAX_SEED, Request

MAX_BYTES = 100_000
SHOWN_CHARACTERS = 40


class RunConfiguration(FrozenModel):
    """What makes a run, as it is handed out and brought back.

    Attributes:
        seed: Start of every random number, 0 to 2³¹ − 1.
    """

    network: NetworkConfig
    recipe: PossibleRecipe
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 0


CODES: Mapping[str, str] = MappingProxyType(
    {
        "extra_forbidden": "import_unknown_field",
        "missing": "import_missing_field",
        "greater_than": "import_not_above",
        "greater_than_equal": "import_too_small",
        "less_than_equal": "import_too_large",
        "too_many_layers": "import_too_many",
        "layers_out_of_order": "import_out_of_order",
        "literal_error": "import_no_choice",
        "union_tag_invalid": "import_no_choice",
        "union_tag_not_found": "import_missing_field",
        "layer_does_not_fit": "import_does_not_fit",
        "recipe_too_long": "import_recipe_too_long",
        "recipe_too_many_images": "import_too_many_images",
        "int_type": "import_no_whole_number",
        "int_from_float": "import_no_whole_number",
        "float_type": "import_no_number",
        "finite_number": "import_no_number",
    }
)
"""What to say of each of pydantic's and our own kinds of errors; of any other `import_wrong_kind`."""

LIMITS = ("gt", "ge", "le", "max_length", "limit")


def configuration_json(request: Request) -> str:
    """A run's configuration, for a download."""
    configuration = RunConfiguration(network=request.config, recipe=request.recipe, seed=request.seed)
    return configuration.model_dump_json(indent=2) + "\n"


def read_configuration(content: bytes) -> RunConfiguration:
    """Reads a configuration that somebody has brought back.

    A recipe that bears the name of a built-in one without being it is called `"own"`.

    Args:
        content: The file, whatever it is.

    Raises:
        ExplainerError: `import_file_too_large`, `import_not_text`, `import_not_json` (details `line` and `column`),
            `import_no_configuration`, `import_too_many_parameters`, `import_too_many_multiply_adds`,
            `import_wrong_kind` or one of `CODES`, with the field that is wrong as the detail `field`.
    """
    if len(content) > MAX_BYTES:
        raise ExplainerError(
            "import_file_too_large",
            f"Expected at most {MAX_BYTES} bytes; received {len(content)}.",
            limit=MAX_BYTES // 1000,
        )
    text = _json_text(content)
    try:
        configuration = RunConfiguration.model_validate_json(text)
    except ValidationError as error:
        raise _error(error.errors()[0]) from error
    return configuration.model_copy(update={"recipe": _named(configuration.recipe)})


def _json_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExplainerError("import_not_text", f"Expected UTF-8; received {error}.") from error
    if "\0" in text:
        raise ExplainerError("import_not_text", "Expected text; received a zero byte.")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise ExplainerError(
            "import_not_json", f"Expected JSON; received {error}.", line=error.lineno, column=error.colno
        ) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or thousands of brackets one inside the other.
        raise ExplainerError("import_not_json", f"Expected JSON; received {error!r}.", line=1, column=1) from error
    return text


def _error(problem: ErrorDetails) -> ExplainerError:
    """The first thing that is wrong, as data for the catalogue."""
    message = f"Expected a configuration; received {problem['msg']}"
    if not problem["loc"]:
        # The whole file is something else, or JSON that only one of the two readers takes.
        return ExplainerError("import_no_configuration", message)
    kind, context = problem["type"], problem.get("ctx", {})
    details: dict[str, Any] = {"field": _path(problem["loc"]), "received": shown(problem["input"]), **context}
    details["limit"] = next((context[name] for name in LIMITS if name in context), None)
    if kind == "network_too_large":
        return ExplainerError(f"import_too_many_{context['what']}", message, **details)
    if kind == "literal_error":
        details["expected"] = context["expected"].replace(" or ", ", ")
    elif kind in ("union_tag_invalid", "union_tag_not_found"):
        tag = context["discriminator"].strip("'")
        details |= {"field": f"{details['field']}.{tag}", "received": shown(context.get("tag"))}
        details["expected"] = context.get("expected_tags", "")
    elif kind == "too_many_layers":
        details["field"] = f"{details['field']}.layers: {context['section']}"
    return ExplainerError(CODES.get(kind, "import_wrong_kind"), message, **details)


def _path(location: Sequence[str | int]) -> str:
    """A field's place as it would be written: `network.layers[0].filters`, without the name of what is chosen there."""
    path = ""
    for place, step in enumerate(location):
        before = location[place - 1]
        if (step in KINDS and isinstance(before, int)) or (step in OPTIMIZERS and before == "optimizer"):
            continue
        name = f"[{step}]" if isinstance(step, int) else _shortened(_written(step)[1:-1])
        path += f".{name}" if path and isinstance(step, str) else name
    return path


def shown(value: object) -> str:
    """What was received, short enough for a sentence, and safe between backquotes."""
    return _shortened(_written(value))


def _written(value: object) -> str:
    """As JSON in one line, without what would end backquotes."""
    return one_line(json.dumps(value, ensure_ascii=False, default=str).replace("`", "'"))


def _shortened(line: str) -> str:
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[:SHOWN_CHARACTERS]}…"


def _named(recipe: Recipe) -> Recipe:
    """A recipe under a name that is true."""
    known = RECIPES.get(recipe.name)
    if known is not None and recipe.model_copy(update={"evaluate_each_epoch": known.evaluate_each_epoch}) == known:
        return recipe
    return recipe.model_copy(update={"name": OWN})
