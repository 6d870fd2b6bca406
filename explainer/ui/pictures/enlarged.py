"""All maps of a layer, enlarged, so that every value can be read off."""

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale
from explainer.ui.pictures.stage import StageContext
from explainer.ui.pictures.strip import indices_shown, maps_of


class Meta(TypedDict):
    """What is shown beside the maps.

    Attributes:
        indices: The maps at hand, of `count` that there are.
        filter: The map in focus.
        painted: What they are, in the visitor's language.
    """

    identity: str
    indices: list[int]
    count: int
    filter: int
    scale: Scale
    painted: str
    text: dict[Literal["maps", "enlarged"], dict[str, str]]


class Arrays(TypedDict):
    """The maps of `Meta.indices`, `(height, width, maps)`."""

    maps: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes the enlarged maps for their component."""
    maps, scale, painted = maps_of(context)
    indices = indices_shown(maps.shape[-1], context)
    meta: Meta = {
        "identity": f"enlarged {context.identity}",
        "indices": indices,
        "count": maps.shape[-1],
        "filter": context.filter,
        "scale": scale,
        "painted": painted,
        "text": context.tables("maps", "enlarged"),
    }
    arrays: Arrays = {"maps": maps if len(indices) == maps.shape[-1] else maps[..., indices]}
    return meta, arrays
