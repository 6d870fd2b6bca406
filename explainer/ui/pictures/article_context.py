"""What the article's page knows: the script, the model in use, and which of the model's layers the script still has."""

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
from explainer.ui.keyed import Learned

INPUT = "input"
"""What stands before the first layer."""

State = Literal["kept", "passed", "new", "failing", "waiting", "plain"]


@dataclass(frozen=True, kw_only=True)
class ArticleContext:
    """What a line of the script is shown with.

    Attributes:
        network: The network of the script, which may not fit.
        compute: What a layer without weights makes of numbers.
        summary: What `model.summary()` prints; `""` where the network does not fit.
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
        """The script."""
        return article_lines(self.network, self.recipe)

    @cached_property
    def is_changed(self) -> bool:
        """Whether the script is not the one that made the model in use."""
        same_recipe = self.recipe.model_copy(update={"name": self.trained_by.name}) == self.trained_by
        return self.network != self.model.config or not same_recipe

    @cached_property
    def _rows(self) -> Mapping[str, LayerRow]:
        return {row.layer.name: row for row in worked(self.network)}

    def row(self, line: Line) -> LayerRow | None:
        """The layer that a line adds, worked out."""
        return None if line.layer is None else self._rows[line.layer]

    @cached_property
    def kept(self) -> frozenset[str]:
        """The layers up to the first that the model in use does not have: of these its numbers are true."""
        pairs = zip(self._rows.values(), self.model.config.built, strict=False)
        same = takewhile(lambda pair: pair[0].settings == pair[1].settings, pairs)
        return frozenset(row.layer.name for row, _ in same)

    @cached_property
    def known(self) -> Mapping[str, Array]:
        """The numbers of the image in use after `INPUT` and each layer, as far as anybody can know them.

        What the model in use has learned, and after that whatever needs no learning.
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
        """How much of a line's layer is known."""
        row = self.row(line)
        if row is None:
            return "plain"
        if row.state != "built":
            return row.state
        name = row.layer.name
        return "kept" if name in self.kept else "passed" if name in self.known else "new"

    def stages(self, layer: str) -> list[Stage]:
        """The steps of the model in use that belong to a layer."""
        return [stage for stage in self.model.config.stages if stage.layer == layer]

    def before(self, row: LayerRow) -> str | None:
        """What hands its numbers to a layer: `INPUT`, another layer, or `None` where nobody knows its numbers."""
        names = [INPUT, *self._rows]
        name = names[names.index(row.layer.name) - 1]
        return name if name in self.known else None

    def input_of(self, row: LayerRow) -> Array | None:
        """The numbers that go into a layer; `None` where nobody knows them."""
        return self.known.get(self.before(row) or "")
