"""Captures Keras's printed output, line by line."""

import io
import re
from typing import TextIO

_CONTROL = re.compile(r"\x1b\[[0-9;]*m|\x08")
_PROGRESS_BAR = re.compile(r"\s*\d+/\d+ ")


class KerasLines(io.TextIOBase):
    """A text stream that stores lines as a terminal would show them.

    Args:
        echo: Another stream to which the text is also written, e.g. a console.
    """

    def __init__(self, echo: TextIO | None = None) -> None:
        self._echo = echo
        self._lines: list[str] = []
        self._open = ""

    def write(self, text: str) -> int:
        """Adds text; a carriage return restarts the line, as in a terminal."""
        if self._echo is not None:
            self._echo.write(text)
            self._echo.flush()
        *complete, self._open = (self._open + _CONTROL.sub("", text)).split("\n")
        for line in complete:
            self._add(_after_carriage_return(line))
        self._open = _after_carriage_return(self._open)
        return len(text)

    @property
    def current(self) -> str:
        """The unfinished line, or the last complete one if there is none."""
        return self._open.rstrip() or (self._lines[-1] if self._lines else "")

    def take(self) -> tuple[str, ...]:
        """Returns the complete lines since the last call."""
        lines = tuple(self._lines)
        self._lines.clear()
        return lines

    def _add(self, line: str) -> None:
        # Without a terminal (on Windows), Keras prints each step of its progress bar on its own line.
        is_bar = _PROGRESS_BAR.match(line)
        if is_bar and self._lines and _PROGRESS_BAR.match(self._lines[-1]):
            self._lines.pop()
        if line.strip():
            self._lines.append(line.rstrip())


def _after_carriage_return(line: str) -> str:
    return line.rpartition("\r")[2]
