"""The article page's data: the script, the model in use, and the layers that script and model have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Literal

from explainer.lessons.script import Line, article_lines
from explainer.mnist import Dataset
from explainer.network import Architecture, Stage
from explainer.network.kinds import Kind
from explainer.network.worked import LayerRow, worked
from explainer.text import Text
from explainer.tracing import Array, Trace
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import EpochRecord
from explainer.ui.model_keys import Learned

INPUT = "input"
"""The name of the network's input among the layers."""

State = Literal["kept", "passed", "new", "failing", "waiting", "plain"]


@dataclass(frozen=True, kw_only=True)
class ArticleContext:
    """The data that the pictures of the script's lines are built from.

    Attributes:
        network: The script's network, which may not be buildable.
        trained_by: The recipe of the model in use.
        compute: Applies a layer without weights to an array.
        summary: The output of `model.summary()`; `""` if the network cannot be built.
    """

    network: Architecture
    recipe: Recipe
    model: Learned
    trained_by: Recipe
    trace: Trace
    records: tuple[EpochRecord, ...]
    dataset: Dataset
    compute: Callable[[Kind, Array], Array]
    summary: str
    text: Text

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the script."""
        return article_lines(self.network, self.recipe)

    @cached_property
    def is_changed(self) -> bool:
        """Whether the script differs from the one that trained the model in use (the recipe's name does not count)."""
        same_recipe = self.recipe.model_copy(update={"name": self.trained_by.name}) == self.trained_by
        return self.network != self.model.config or not same_recipe

    @cached_property
    def _rows(self) -> Mapping[str, LayerRow]:
        return {row.layer.name: row for row in worked(self.network)}

    def row(self, line: Line) -> LayerRow | None:
        """The layer that a line adds, with its shapes; `None` if it adds none."""
        return None if line.layer is None else self._rows[line.layer]

    @cached_property
    def kept(self) -> frozenset[str]:
        """The script's leading layers that the model in use has, too: the model's outputs hold for them."""
        pairs = zip(self._rows.values(), self.model.config.built, strict=False)
        same = takewhile(lambda pair: pair[0].settings == pair[1].settings, pairs)
        return frozenset(row.layer.name for row, _ in same)

    @cached_property
    def known(self) -> Mapping[str, Array]:
        """The outputs of `INPUT` and the layers for the image in use, by name, as far as they can be computed.

        These are the outputs of the layers `kept`, and then of the layers without weights that follow directly.
        """
        found = {name: self.trace[self.stages(name)[-1].name].output for name in (INPUT, *self.kept)}
        previous = found[INPUT]
        for name, row in self._rows.items():
            if name not in found:
                if row.state != "built" or row.settings.roles:
                    break
                found[name] = self.compute(row.settings, previous)
            previous = found[name]
        return found

    def state(self, line: Line) -> State:
        """The state of a line's layer; see `LineMeta.state`."""
        row = self.row(line)
        if row is None:
            return "plain"
        if row.state != "built":
            return row.state
        name = row.layer.name
        return "kept" if name in self.kept else "passed" if name in self.known else "new"

    def stages(self, layer: str) -> list[Stage]:
        """The stages of the model in use that belong to a layer."""
        return [stage for stage in self.model.config.stages if stage.layer == layer]

    def before(self, row: LayerRow) -> str | None:
        """The name of the layer's input (`INPUT` or another layer); `None` if the values are not known."""
        names = [INPUT, *self._rows]
        name = names[names.index(row.layer.name) - 1]
        return name if name in self.known else None

    def input_of(self, row: LayerRow) -> Array | None:
        """The input of a layer; `None` if it is not known."""
        return self.known.get(self.before(row) or "")
