"""Import of a network from a Keras model's JSON config, with errors for everything that is not supported.

No code from a config is executed. Each layer type reads its own arguments (`Kind.from_keras`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.errors import ExplainerError
from explainer.mnist import CLASSES
from explainer.network.architecture import NetworkConfig
from explainer.network.kinds import CHOSEN, SECTIONS, Activation, Dense, Input, Kind, Section, UnsupportedArgumentError
from explainer.network.planning import INPUT_SHAPE

MODELS = ("Sequential", "Functional")
INPUT, RESCALING = "InputLayer", "Rescaling"
KINDS_IN_KERAS = {kind.keras_name: kind for kind in CHOSEN}
SUPPORTED = ", ".join((RESCALING, *KINDS_IN_KERAS, *Activation.keras_names))


def _order(section: Section) -> str:
    """The layers of a section as text, e.g. `(Dense → Dropout) × 0–2`."""
    slots = " → ".join(" / ".join(kind.keras_name for kind in slot.kinds) for slot in section.slots)
    return slots if section.least == section.most == 1 else f"({slots}) × {section.least}–{section.most}"


ORDER = " → ".join([RESCALING, *map(_order, SECTIONS), f"Dense({CLASSES})"])
MOST_LAYERS = 100
SHOWN_CHARACTERS = 40


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    class_name: str
    config: dict[str, Any]


class _Layer(_Part):
    """A layer's config; only functional models have `name` and `inbound_nodes`."""

    module: str | None = None
    registered_name: str | None = None
    name: str | None = None
    inbound_nodes: list[Any] = []

    @property
    def shown_name(self) -> str:
        name = self.config.get("name")
        return name if isinstance(name, str) else self.name or self.class_name

    @property
    def is_of_keras(self) -> bool:
        """Whether the class belongs to Keras; custom classes may have the same name."""
        of_keras = self.module is None or self.module.partition(".")[0] == "keras"
        return of_keras and self.registered_name in (None, self.class_name)


class _Graph(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    layers: list[_Layer] = Field(min_length=1, max_length=MOST_LAYERS)
    output_layers: Any = None


@dataclass(frozen=True)
class KerasNetwork:
    """An imported network.

    Attributes:
        adds_softmax: Whether the model returns logits, to which softmax is added here. The predictions stay the same.
    """

    network: NetworkConfig
    adds_softmax: bool


def read_keras(description: object) -> KerasNetwork:
    """Reads a network from the content of `config.json` or `model.to_json()`.

    Args:
        description: The parsed JSON, possibly from an untrusted file; nested less deeply than Python's recursion limit.

    Raises:
        ExplainerError: `keras_no_model`, `keras_other_model`, `keras_layer`, `keras_argument`, `keras_chain`,
            `keras_input`, `keras_output`, `keras_function`, `keras_order`, `keras_too_many`,
            `import_does_not_fit`, `import_too_many_parameters` or `import_too_many_multiply_adds`.
    """
    try:
        model = _Part.model_validate(description)
        if model.class_name not in MODELS:
            raise _error("keras_other_model", f"one of {MODELS}", model.class_name, kind=model.class_name)
        graph = _Graph.model_validate(model.config)
    except ValidationError as error:
        raise _error("keras_no_model", "a model as Keras describes it", error.errors()[0]["msg"]) from error
    for layer in graph.layers:
        if layer.class_name not in (INPUT, RESCALING, *KINDS_IN_KERAS, *Activation.keras_names):
            raise _unsupported(layer)
        if not layer.is_of_keras:
            raise _unsupported(layer)
    return _network(graph.layers if model.class_name == MODELS[0] else _chain(graph))


def _chain(graph: _Graph) -> list[_Layer]:
    """Sorts the layers of a functional model, which must form a chain."""
    after: dict[str | None, _Layer] = {}
    for layer in graph.layers:
        before = _layer_before(layer)
        if before in after:
            raise _no_chain(layer)
        after[before] = layer
    chain: list[_Layer] = []
    while (following := after.pop(chain[-1].name if chain else None, None)) is not None:
        chain.append(following)
    for layer in after.values():
        raise _no_chain(layer)
    if [*_names(graph.output_layers)] != [chain[-1].name]:
        raise _error("keras_chain", "one output, of the last layer", graph.output_layers, layer=chain[-1].shown_name)
    return chain


def _layer_before(layer: _Layer) -> str | None:
    """The name of the only layer connected to a layer's input; `None` if there is none."""
    if not layer.inbound_nodes:
        return None
    node = layer.inbound_nodes[0]
    if len(layer.inbound_nodes) > 1 or not isinstance(node, dict):
        raise _no_chain(layer)
    arguments = node.get("kwargs")
    for name, value in arguments.items() if isinstance(arguments, dict) else ():
        if value not in (None, False):
            raise _argument(layer, UnsupportedArgumentError(name, value, "None"))
    given = [*_tensors(node.get("args"))]
    if len(given) != 1:
        raise _no_chain(layer)
    return given[0]


def _tensors(arguments: object) -> Iterator[str]:
    """The names of the layers whose outputs a node takes."""
    if isinstance(arguments, list):
        for argument in arguments:
            yield from _tensors(argument)
    elif isinstance(arguments, dict) and isinstance(arguments.get("config"), dict):
        yield from _names(arguments["config"].get("keras_history"))


def _names(places: object) -> Iterator[str]:
    """The layer names in a reference `[name, 0, 0]`, or in a list of references."""
    if isinstance(places, list) and places:
        if isinstance(places[0], str):
            yield places[0]
        else:
            for place in places:
                yield from _names(place)


def _network(chain: Sequence[_Layer]) -> KerasNetwork:
    first, *rest = chain
    shape = Input.shape_from_keras(first.config) if first.class_name == INPUT else None
    if shape != INPUT_SHAPE:
        raise _error("keras_input", f"an input of {INPUT_SHAPE}", shape, received=_written(shape))
    if rest and rest[0].class_name == RESCALING:
        try:
            Input.refuse_other_scale(rest[0].config)
        except UnsupportedArgumentError as error:
            raise _argument(rest[0], error) from error
        rest = rest[1:]
    described = _with_functions(rest)
    if not described:
        raise _no_output(chain[-1], chain[-1].class_name)
    *hidden, (last, arguments) = described
    adds_softmax = _check_last(last, arguments)
    layers = [_read(layer, known) for layer, known in hidden]
    try:
        return KerasNetwork(NetworkConfig(layers=tuple(layers)), adds_softmax)
    except ValidationError as error:
        raise _refused([layer for layer, _ in described], error) from error


def _with_functions(layers: Sequence[_Layer]) -> list[tuple[_Layer, dict[str, Any]]]:
    """Returns layers with their arguments, after moving activation layers into the layers before them."""
    described: list[tuple[_Layer, dict[str, Any]]] = []
    for layer in layers:
        if layer.class_name in (INPUT, RESCALING):
            raise _out_of_order(layer, layer.class_name)
        try:
            if layer.class_name in Activation.keras_names:
                function = Activation.function_from_keras(layer.class_name, layer.config)
                if function == "linear":
                    continue
                if not described or described[-1][1].get("activation") != "linear":
                    raise _error("keras_function", "a layer without one before it", function, layer=layer.shown_name)
                described[-1][1]["activation"] = function
            else:
                arguments = dict(layer.config)
                if "activation" in arguments:
                    arguments["activation"] = Activation.function_named(arguments["activation"])
                described.append((layer, arguments))
        except UnsupportedArgumentError as error:
            raise _argument(layer, error) from error
    return described


def _check_last(layer: _Layer, arguments: dict[str, Any]) -> bool:
    """Checks that the last layer returns ten logits or probabilities; returns whether they are logits."""
    function = arguments.get("activation")
    read = _read(layer, {**arguments, "activation": "linear"} if function == "softmax" else arguments)
    if read != Dense(units=CLASSES, activation="linear"):
        raise _no_output(layer, read.source)
    return function != "softmax"


def _read(layer: _Layer, arguments: dict[str, Any]) -> Kind:
    try:
        return KINDS_IN_KERAS[layer.class_name].from_keras(arguments)
    except UnsupportedArgumentError as error:
        raise _argument(layer, error) from error


def _refused(layers: Sequence[_Layer], error: ValidationError) -> ExplainerError:
    """Converts the validation error of a network into an `ExplainerError`."""
    problem = error.errors()[0]
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "network_too_large":
        return ExplainerError(f"import_too_many_{context['what']}", problem["msg"], **context)
    if kind == "layer_does_not_fit":
        return ExplainerError("import_does_not_fit", problem["msg"], **context)
    if kind == "too_many_layers":
        return _error("keras_too_many", ORDER, problem["msg"], order=ORDER)
    # If the network ends too early, the error refers to the last layer.
    return _out_of_order(layers[context["place"]], problem["msg"])


def _unsupported(layer: _Layer) -> ExplainerError:
    kind = layer.class_name if layer.is_of_keras else layer.registered_name or f"{layer.module}.{layer.class_name}"
    return _error("keras_layer", SUPPORTED, kind, layer=layer.shown_name, kind=kind, supported=SUPPORTED)


def _argument(layer: _Layer, error: UnsupportedArgumentError) -> ExplainerError:
    return _error(
        "keras_argument",
        error.supported,
        error.received,
        layer=layer.shown_name,
        kind=layer.class_name,
        argument=_short(error.argument),
        received=_written(error.received),
        supported=error.supported,
    )


def _no_output(layer: _Layer, received: str) -> ExplainerError:
    return _error("keras_output", f"Dense({CLASSES})", received, layer=layer.shown_name, received=_short(received))


def _out_of_order(layer: _Layer, received: str) -> ExplainerError:
    return _error("keras_order", ORDER, received, layer=layer.shown_name, order=ORDER)


def _no_chain(layer: _Layer) -> ExplainerError:
    return _error("keras_chain", "one layer after the other", layer.class_name, layer=layer.shown_name)


def _error(code: str, expected: str, found: object, **details: str) -> ExplainerError:
    return ExplainerError(code, f"Expected {expected}; received {_written(found)}.", **details)


def _written(value: object) -> str:
    """A config value in Keras's notation."""
    if isinstance(value, dict) and "class_name" in value:
        # A custom function is a dictionary with its name.
        value = value["config"] if isinstance(value.get("config"), str) else value["class_name"]
    return _short(repr(tuple(value) if isinstance(value, list) else value))


def _short(words: str) -> str:
    return words if len(words) <= SHOWN_CHARACTERS else f"{words[:SHOWN_CHARACTERS]}…"
