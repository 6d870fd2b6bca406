"""The Build page: change the layers, see at once what fits and what it costs.

- `fields`: the form, in the sidebar.
- `picture`: the flow of boxes; what does not fit, and what mends it.
- `table`: the summary, every number worked out.
- `cost`: the expected seconds an epoch, measured.
- `taking`: the Keras code, and the way to the Train page.
"""

from explainer.ui.build.cost import seconds_an_epoch
from explainer.ui.build.fields import fields
from explainer.ui.build.picture import flow, heading, problem
from explainer.ui.build.table import summary
from explainer.ui.build.taking import keras_code, start

__all__ = ["fields", "flow", "heading", "keras_code", "problem", "seconds_an_epoch", "start", "summary"]
