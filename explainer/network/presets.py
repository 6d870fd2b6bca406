"""Networks to start from, as configurations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from explainer.network.config import ConvolutionBlock, DenseLayer, NetworkConfig, Pooling

ARTICLE = NetworkConfig(
    blocks=(ConvolutionBlock(filters=64), ConvolutionBlock(filters=32)),
    dense=(DenseLayer(units=128),),
)

PRESETS: Mapping[str, NetworkConfig] = MappingProxyType(
    {
        "article": ARTICLE,
        "no_pooling": NetworkConfig(
            blocks=(
                ConvolutionBlock(filters=16, pooling=None),
                ConvolutionBlock(filters=16, pooling=None),
            ),
            dense=(DenseLayer(units=64),),
        ),
        "one_block": NetworkConfig(blocks=(ConvolutionBlock(filters=32),), dense=(DenseLayer(units=64),)),
        "deep_and_narrow": NetworkConfig(
            blocks=(
                ConvolutionBlock(filters=8, padding="same"),
                ConvolutionBlock(filters=8, padding="same"),
                ConvolutionBlock(filters=8, padding="same"),
            ),
            dense=(DenseLayer(units=32), DenseLayer(units=32)),
        ),
        "wide": NetworkConfig(blocks=(ConvolutionBlock(filters=128),), dense=(DenseLayer(units=256),)),
        "no_convolution": NetworkConfig(dense=(DenseLayer(units=128),)),
        "average_pooling": NetworkConfig(
            blocks=(
                ConvolutionBlock(filters=64, pooling=Pooling(kind="average")),
                ConvolutionBlock(filters=32, pooling=Pooling(kind="average")),
            ),
            dense=(DenseLayer(units=128),),
        ),
        "strides": NetworkConfig(
            blocks=(
                ConvolutionBlock(filters=64, strides=2, pooling=None),
                ConvolutionBlock(filters=32, strides=2, pooling=None),
            ),
            dense=(DenseLayer(units=128),),
        ),
        # After LeCun et al. 1998: tanh, 5×5 kernels, average pooling, 120 and 84 units.
        "lenet_5": NetworkConfig(
            blocks=(
                ConvolutionBlock(
                    filters=6,
                    kernel_size=5,
                    padding="same",
                    activation="tanh",
                    pooling=Pooling(kind="average"),
                ),
                ConvolutionBlock(
                    filters=16,
                    kernel_size=5,
                    activation="tanh",
                    pooling=Pooling(kind="average"),
                ),
            ),
            dense=(
                DenseLayer(units=120, activation="tanh"),
                DenseLayer(units=84, activation="tanh"),
            ),
        ),
    }
)
