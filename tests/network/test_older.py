"""What was written before the layers stood in one list is still read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from explainer.network import NetworkConfig, network

POOLING = {"kind": "max", "pool_size": 2, "strides": None, "padding": "valid"}
BLOCK = {"filters": 8, "kernel_size": 3, "strides": 1, "padding": "valid", "activation": "relu"}


@pytest.mark.parametrize(
    ("older", "word"),
    [
        ({"blocks": [{**BLOCK, "pooling": POOLING, "dropout": 0.0}], "dense": []}, "c8_max2"),
        ({"blocks": [{"filters": 8}]}, "c8_max2"),
        (
            {"blocks": [{**BLOCK, "pooling": None, "dropout": 0.25}], "dense": [{"units": 5, "dropout": 0.5}]},
            "c8_drop0.25_d5_drop0.5",
        ),
        ({"blocks": [{**BLOCK, "pooling": {**POOLING, "kind": "average", "strides": 1}}], "dense": []}, "c8_avg2-s1"),
        ({"dense": [{"units": 7, "activation": "tanh"}]}, "d7-tanh"),
        ({"blocks": []}, "softmax"),
    ],
)
def test_an_older_configuration_is_the_same_network(older: dict[str, Any], word: str) -> None:
    assert NetworkConfig.model_validate(older) == network(word)
    assert NetworkConfig.model_validate_json(json.dumps(older)) == network(word)


@pytest.mark.parametrize(
    "older",
    [
        {"blocks": 3},
        {"blocks": [3]},
        {"blocks": [{}]},
        {"blocks": [{**BLOCK, "pooling": {"kind": "min"}}]},
        {"blocks": [{**BLOCK, "pooling": {"kind": []}}]},
        {"blocks": [{**BLOCK, "dropout": "much"}]},
        {"blocks": [{**BLOCK, "dropout": 1.5}]},
        {"dense": [{"units": 0}]},
        {"dense": [], "layers": []},
        {"dense": [], "other": 1},
    ],
)
def test_nonsense_in_an_older_configuration_is_refused(older: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NetworkConfig.model_validate(older)
