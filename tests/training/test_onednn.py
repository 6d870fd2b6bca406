"""Which trainings do without oneDNN, and that those that must then end as they should."""

import pytest

from explainer.network import network
from explainer.training.onednn import ONEDNN_VARIABLE, onednn_environment


@pytest.mark.parametrize(
    ("word", "images", "batch_size", "is_harmed"),
    [
        ("c8-k1-s2_d16", 1601, 32, True),
        ("c8-k1-s2-same_d16", 1601, 32, True),
        ("c8-k1-s2_d16", 1602, 32, False),
        ("c8-k1-s2_d16", 660, 33, True),
        ("c8-k1-s2_d16", 101, 1024, True),
        ("c4-k2_c8-k1-s3_d16", 1601, 32, True),
        ("c8-k1-s3_d16", 1601, 32, False),
        ("c8-k2-s3_d16", 1601, 32, False),
        ("c4_max1-s2_d16", 1601, 32, False),
        ("c64_max2_c32_max2_d128", 59_999, 32, False),
    ],
)
def test_only_an_odd_batch_under_a_jumping_kernel_of_one_cell_does_without(
    word: str, images: int, batch_size: int, is_harmed: bool
) -> None:
    assert onednn_environment(network(word), images, batch_size) == ({ONEDNN_VARIABLE: "0"} if is_harmed else {})
