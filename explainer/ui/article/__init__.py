"""The article's page: its whole script, line by line, each with what it does, its arguments, and its live numbers.

- `reading`: the script as a component, and what a choice in it does.
- `working`: the network and the recipe that the script is written for, and the model whose numbers are shown.
- `places`: where else in the dashboard a line can be seen.
- `taking`: the script to take home.
"""

from explainer.ui.article.reading import heading, script
from explainer.ui.article.taking import downloads

__all__ = ["downloads", "heading", "script"]
