"""The process that computes t-SNE: `python -m explainer.embedding.child`, with the vectors on its standard input.

It tells on its standard output which iteration it has come to, a line each, then `DONE` and the positions. It loads
neither TensorFlow nor anything of the project but this, lets the pages go first, and ends when its input closes.
"""

import io
import json
import re
import sys
from contextlib import redirect_stdout
from typing import BinaryIO

import numpy as np

from explainer.child_processes import end_with_standard_input, lower_priority

DONE = b"positions\n"
_ITERATION = re.compile(r"Iteration (\d+)")


class Iterations(io.TextIOBase):
    """Takes what scikit-learn says of its progress, and passes the number of each iteration on: it has no callback."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def write(self, words: str) -> int:
        """Looks for an iteration in what is written."""
        for iteration in _ITERATION.findall(words):
            tell(self._output, f"{iteration}\n".encode())
        return len(words)


def main() -> None:
    """Reads the vectors and writes the positions."""
    order = json.loads(sys.stdin.buffer.readline())
    shape = order["images"], order["numbers"]
    content = sys.stdin.buffer.read(4 * shape[0] * shape[1])
    vectors = np.frombuffer(content, dtype="<f4").reshape(shape)
    end_with_standard_input()
    lower_priority()
    from sklearn.manifold import TSNE  # noqa: PLC0415 (it takes seconds to load, which others are to have first)

    output = sys.stdout.buffer
    with redirect_stdout(Iterations(output)):
        positions = TSNE(**order["settings"], verbose=2).fit_transform(vectors)
    tell(output, DONE + positions.astype("<f4").tobytes())


def tell(output: BinaryIO, content: bytes) -> None:
    """Writes at once."""
    output.write(content)
    output.flush()


if __name__ == "__main__":
    main()
