"""Every layer's answer to a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Quantized


def live(meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any] | Quantized], *, key: str = "live") -> None:
    """Shows all activations of a drawing and the answer. Nothing comes back.

    Args:
        meta: See `explainer.ui.scenes.live_scene`.
        arrays: The same.
        key: Streamlit's key.
    """
    mount("live", meta, arrays, key=key)
