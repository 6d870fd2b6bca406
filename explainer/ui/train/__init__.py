"""The Train page: choose how to train, watch it, see what came of it, and find it again.

- `choosing`: the recipes and the start.
- `running`: a run that waits or trains; the only part that moves.
- `ended`: a run that has ended, however it ended.
- `sittings`: one more epoch, or going on with a run that ended early.
- `learning`: its kernels and its answer to one image, during and after.
- `readings`: what its curves say, and what to try.
- `comparison`: Keras's log and the comparison with the article, during and after.
- `earlier`: the visitor's runs.
"""

from explainer.ui.train.choosing import choose, heading, shown_run
from explainer.ui.train.earlier import earlier_runs
from explainer.ui.train.ended import results
from explainer.ui.train.running import progress

__all__ = ["choose", "earlier_runs", "heading", "progress", "results", "shown_run"]
