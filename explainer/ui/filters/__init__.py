"""The parts of the page that shows a filter up close."""

from explainer.ui.filters.close_up import close_up

__all__ = ["close_up"]
