"""The overview: the whole network on one screen, for the image in use. Start with `streamlit run app.py`."""

from explainer.ui import overview
from explainer.ui.frame import page_frame

with page_frame("overview") as frame:
    overview.network(frame)
