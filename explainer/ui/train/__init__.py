"""The Train page: choose how to train, watch it, see what came of it, and find it again.

- `choosing`: the recipes and the start.
- `progress`: a run that waits or trains; the only part that moves.
- `results`: a run that has ended, however it ended.
- `comparison`: Keras's log and the comparison with the article, during and after.
- `earlier`: the visitor's runs.
- `source`: a recipe as Keras lines.
- `estimates`, `durations`: how long it takes, measured and in words.
"""

from explainer.ui.train.choosing import choose, heading, shown_run
from explainer.ui.train.earlier import earlier_runs
from explainer.ui.train.progress import progress
from explainer.ui.train.results import results

__all__ = ["choose", "earlier_runs", "heading", "progress", "results", "shown_run"]
