"""What happens before Streamlit sees a request, and when the server starts."""

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
