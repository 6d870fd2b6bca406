"""The preset networks."""

from collections.abc import Mapping
from types import MappingProxyType

from explainer.network.architecture import NetworkConfig
from explainer.network.notation import network

PRESETS: Mapping[str, NetworkConfig] = MappingProxyType(
    {
        name: network(word)
        for name, word in {
            "article": "c64_max2_c32_max2_d128",
            "no_pooling": "c16_c16_d64",
            "one_block": "c32_max2_d64",
            "deep_and_narrow": "c8-same_max2_c8-same_max2_c8-same_max2_d32_d32",
            "wide": "c128_max2_d256",
            "no_convolution": "d128",
            "average_pooling": "c64_avg2_c32_avg2_d128",
            "strides": "c64-s2_c32-s2_d128",
            # After LeCun et al. 1998: tanh, 5×5 kernels, average pooling, 120 and 84 units.
            "lenet_5": "c6-k5-same-tanh_avg2_c16-k5-tanh_avg2_d120-tanh_d84-tanh",
        }.items()
    }
)
ARTICLE = PRESETS["article"]
