"""Drawings of the visitors, kept in memory and nowhere else."""

import hashlib
import json
import threading

import numpy as np

from explainer.bounded_dict import BoundedDict
from explainer.strokes import Picture
from explainer.ui.components.canvas import Sketch
from explainer.ui.references import ImageReference

DRAWN = "drawn"
"""Where the session keeps the id of what was drawn last in this tab."""

VISITORS = 500
"""Visitors whose drawings are kept; who has not drawn for the longest time is forgotten first."""

DRAWINGS = 20
"""Drawings kept of each visitor, 3 KB each."""

SKETCH_BYTES = 100 * 2**20
"""What all kept canvases may take: one of each visitor, 400 KB and at most 600 KB of strokes."""


class Drawings:
    """The latest drawings of all visitors; each visitor sees only their own. Safe to share between threads."""

    def __init__(self) -> None:
        self._images: BoundedDict[str, BoundedDict[str, Picture]] = BoundedDict(VISITORS)
        self._sketches: BoundedDict[str, tuple[Picture, str]] = BoundedDict(VISITORS)
        self._lock = threading.Lock()

    def keep(self, visitor: str, image: Picture) -> str:
        """Keeps a drawing as the network sees it and makes it the visitor's latest.

        Args:
            image: `(28, 28)`, 0 to 1.

        Returns:
            The drawing's id, twelve hexadecimal digits of its pixels' hash.
        """
        pixels = np.array(image, dtype=np.float32)
        pixels.flags.writeable = False
        identifier = identifier_of(pixels)
        with self._lock:
            own = self._images.get(visitor) or BoundedDict(DRAWINGS)
            own.put(identifier, pixels)
            self._images.put(visitor, own)
        return identifier

    def find(self, visitor: str, identifier: str) -> Picture | None:
        """One of the visitor's drawings, if it is still kept: `(28, 28)`, 0 to 1."""
        with self._lock:
            own = self._images.get(visitor)
            return None if own is None else own.get(identifier)

    def latest(self, visitor: str) -> str | None:
        """The id of the visitor's latest drawing, if there is one."""
        with self._lock:
            return next(reversed(self._images.get(visitor) or ()), None)

    def keep_sketch(self, visitor: str, sketch: Sketch) -> None:
        """Keeps what is on the visitor's canvas; whose is oldest goes first."""
        # As text, strokes take a tenth of the memory, and it is known how much.
        kept = sketch.ink, json.dumps(sketch.strokes)
        with self._lock:
            self._sketches.put(visitor, kept)
            while sum(ink.nbytes + len(strokes) for ink, strokes in self._sketches.values()) > SKETCH_BYTES:
                self._sketches.popitem(last=False)

    def sketch(self, visitor: str) -> Sketch | None:
        """What is on the visitor's canvas, if it is still kept."""
        with self._lock:
            kept = self._sketches.get(visitor)
        return None if kept is None else Sketch(kept[0], json.loads(kept[1]))


def reference_to(image: Picture) -> ImageReference:
    """What a link has of a drawing: its pixels are in it, so it need not be kept.

    Args:
        image: `(28, 28)`, `float32`, 0 to 1.
    """
    return ImageReference("drawing", identifier_of(image), image)


def identifier_of(image: Picture) -> str:
    """A drawing's id: twelve hexadecimal digits of its pixels' hash.

    Args:
        image: `(28, 28)`, `float32`, 0 to 1.
    """
    return hashlib.sha256(image.tobytes()).hexdigest()[:12]
