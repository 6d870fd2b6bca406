"""Files that anybody may bring are opened in a process of their own, which may fall without the server."""

from explainer.uploads.guard import Guard, Task

__all__ = ["Guard", "Task"]
