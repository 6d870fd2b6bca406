"""The visitors' drawings, kept in memory only."""

import hashlib
import json
import threading

import numpy as np

from explainer.recent import Recent
from explainer.strokes import Picture
from explainer.ui.components.canvas import Sketch
from explainer.ui.references import ImageReference

DRAWN = "drawn"
"""State key of the id of the tab's latest drawing."""

VISITORS = 500
"""The number of visitors whose drawings are kept; the least recently used are dropped first."""

DRAWINGS = 20
"""Drawings kept per visitor, 3 KB each."""

SKETCH_BYTES = 100 * 2**20
"""Maximum size of all kept canvases: one per visitor, with 400 KB of ink and at most 600 KB of strokes."""


class Drawings:
    """The latest drawings of all visitors. Visitors have access to their own only. Thread-safe."""

    def __init__(self) -> None:
        self._images: Recent[str, Recent[str, Picture]] = Recent(VISITORS)
        self._sketches: Recent[str, tuple[Picture, str]] = Recent(VISITORS)
        self._lock = threading.Lock()

    def keep(self, visitor: str, image: Picture) -> str:
        """Stores a drawing, preprocessed for the network, as the visitor's latest.

        Args:
            image: `(28, 28)`, 0 to 1.

        Returns:
            The drawing's id; see `identifier_of`.
        """
        pixels = np.array(image, dtype=np.float32)
        pixels.flags.writeable = False
        identifier = identifier_of(pixels)
        with self._lock:
            own = self._images.get(visitor) or Recent(DRAWINGS)
            own.put(identifier, pixels)
            self._images.put(visitor, own)
        return identifier

    def find(self, visitor: str, identifier: str) -> Picture | None:
        """One of the visitor's drawings, `(28, 28)`, 0 to 1; `None` if it is no longer kept."""
        with self._lock:
            own = self._images.get(visitor)
            return None if own is None else own.get(identifier)

    def latest(self, visitor: str) -> str | None:
        """The id of the visitor's latest drawing; `None` if there is none."""
        with self._lock:
            return next(reversed(self._images.get(visitor) or ()), None)

    def keep_sketch(self, visitor: str, sketch: Sketch) -> None:
        """Stores the content of the visitor's canvas; drops the oldest canvases if they take too much memory."""
        # As JSON, strokes take a tenth of the memory, and their size is known.
        kept = sketch.ink, json.dumps(sketch.strokes)
        with self._lock:
            self._sketches.put(visitor, kept)
            while sum(ink.nbytes + len(strokes) for ink, strokes in self._sketches.values()) > SKETCH_BYTES:
                self._sketches.popitem(last=False)

    def sketch(self, visitor: str) -> Sketch | None:
        """The content of the visitor's canvas; `None` if it is no longer kept."""
        with self._lock:
            kept = self._sketches.get(visitor)
        return None if kept is None else Sketch(kept[0], json.loads(kept[1]))


def reference_to(image: Picture) -> ImageReference:
    """A reference that contains the drawing's pixels, so that links to it do not depend on stored drawings.

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
