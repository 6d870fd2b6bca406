"""How the process that opens an upload says why it refuses it."""

DAMAGED = 1
"""Exit code: whatever a library says of a file that it cannot read."""
DOES_NOT_FIT = 3
"""Exit code: the file holds other arrays than were asked for."""
NOT_PLAIN = 4
"""Exit code: the arrays are compressed, in pieces, in another file, or were never written."""
TOO_MUCH = 5
"""Exit code: reading would take too much memory or time."""
NOT_A_PICTURE = 6
"""Exit code: the file is none of the kinds of picture that are read."""
GIGANTIC = 7
"""Exit code: the picture has more pixels than are read."""
NO_DIGITS = 8
"""Exit code: the file is no archive of the two arrays, or they are of another kind, or do not belong together."""
TOO_MANY = 9
"""Exit code: there are more digits than are read."""
EMPTY = 10
"""Exit code: there are none."""
NO_MODEL = 11
"""Exit code: the file is neither an archive that Keras makes of a model nor its JSON."""


class RefusedError(Exception):
    """The file is not what was asked for."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code
