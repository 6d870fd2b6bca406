"""ASGI middleware in front of Streamlit, and the server's start."""

from starlette.middleware import Middleware

from explainer.ui.server.entry import EntryMiddleware
from explainer.ui.server.messages import MessageMiddleware
from explainer.ui.server.security import SecurityMiddleware
from explainer.ui.server.uploads import UploadMiddleware

MIDDLEWARE = (
    Middleware(SecurityMiddleware),
    Middleware(EntryMiddleware),
    Middleware(UploadMiddleware),
    Middleware(MessageMiddleware),
)
