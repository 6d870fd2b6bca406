"""What happens to a file that is cut off on its way, or whose bytes are changed; and whose turn a kind of file is."""

import random
from collections.abc import Callable, Mapping

Kinds = Mapping[str, Callable[[random.Random], bytes]]
"""How files are made, by what they are."""


def in_turn(kinds: Kinds, index: int) -> tuple[str, bytes]:
    """One of the files that some kinds make, which take turns; the same one each time.

    Args:
        index: Which file, from 0.

    Returns:
        What it is, and its content.
    """
    name = tuple(kinds)[index % len(kinds)]
    return name, kinds[name](random.Random(index))


def truncated(content: bytes, chance: random.Random) -> bytes:
    """The beginning of a file."""
    return content[: chance.randrange(len(content))]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file with up to 59 other bytes."""
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 60)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)
