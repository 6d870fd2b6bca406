"""The parts of the Runs page."""

from explainer.ui.runs_page.bringing import bring_back
from explainer.ui.runs_page.listing import by_link, heading, own

__all__ = ["bring_back", "by_link", "heading", "own"]
