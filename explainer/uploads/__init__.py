"""Files that anybody may bring are opened in a process of their own, which may fall without the server."""

from explainer.uploads.guard import GUARD, Guard, Task

__all__ = ["GUARD", "Guard", "Task"]
