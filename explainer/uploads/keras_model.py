"""Reads what Keras saves of a model, a `.keras` file or the text of `to_json()`, in the process that opens uploads."""

import codecs
import io
import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.uploads import weights
from explainer.uploads.refusals import NO_MODEL, TOO_MUCH, RefusedError

LOADED = codecs.lookup("cp437"), codecs.lookup("utf-8-sig")
"""Of an archive's names and of JSON; once the limits are set, no file can be opened any more."""
ARCHIVE = b"PK\x03\x04"
"""How a `.keras` file begins."""
CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
MOST_JSON_BYTES = 2**20
MOST_RATIO, MOST_GROWN_BYTES, SPARE_BYTES = 4, 80 * 2**20, 2**20
"""A weights file may take four times as much as its archive, up to a limit: weights hardly shrink when they are packed,
but Adam's state, two numbers for each, is all zeros before a training. And it may always take a little more."""
MOST_DEPTH = 40
MOST_CHARACTERS = 64
"""Of a string; Keras writes names, and nothing longer that is needed."""
MOST_NUMBER = 2**53
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1


def read(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[Any]]:
    """The description of a model, or its weights.

    Args:
        details: `most`, the length of the description in bytes; or `arrays`, as `weights.read` takes them.

    Yields:
        The weights as `weights.read` does. Of the description: little-endian `int32`, `(1,)`, its length n; then
        `uint8`, `(most,)`, of which the first n are JSON in ASCII, and the others 0. Its object has `keras_version`,
        a string or null, and `model`. All strings are short and can be printed on a line, all numbers are finite.

    Raises:
        RefusedError: With `NO_MODEL` or `TOO_MUCH`; of the weights also as `weights.read`.
    """
    if "arrays" in details:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            most_bytes = max(len(content), min(MOST_RATIO * len(content), MOST_GROWN_BYTES))
            file = _entry(archive, WEIGHTS, most_bytes + SPARE_BYTES)
        yield from weights.read(file, details)
        return
    description = json.dumps(_description(content), allow_nan=False).encode("ascii")
    if len(description) > details["most"]:
        raise RefusedError(TOO_MUCH)
    yield np.array([len(description)], dtype="<i4")
    answer = np.zeros(details["most"], dtype=np.uint8)
    answer[: len(description)] = np.frombuffer(description, np.uint8)
    yield answer


def _description(content: bytes) -> dict[str, Any]:
    if not content.startswith(ARCHIVE):
        model = _parsed(content)
        return {"keras_version": _version(model), "model": model}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        metadata = _parsed(_entry(archive, METADATA, MOST_JSON_BYTES))
        return {"keras_version": _version(metadata), "model": _parsed(_entry(archive, CONFIG, MOST_JSON_BYTES))}


def _entry(archive: zipfile.ZipFile, name: str, most_bytes: int) -> bytes:
    """A file in an archive, of which no more is unpacked than is allowed, whatever the archive says of its size."""
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise RefusedError(NO_MODEL) from error
    if entry.compress_type not in PLAIN or entry.flag_bits & ENCRYPTED:
        raise RefusedError(NO_MODEL)
    with archive.open(entry) as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise RefusedError(TOO_MUCH)
    return content


def _parsed(text: bytes) -> dict[str, Any]:
    """A JSON object, its strings shortened, if its numbers and its depth are such as Keras writes."""
    if len(text) > MOST_JSON_BYTES:
        raise RefusedError(TOO_MUCH)
    try:
        found = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        # Also a number of thousands of digits, and thousands of brackets one inside the other.
        raise RefusedError(NO_MODEL) from error
    if not isinstance(found, dict):
        raise RefusedError(NO_MODEL)
    return {_line(key): _checked(value, 1) for key, value in found.items()}


def _checked(value: Any, depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise RefusedError(NO_MODEL)
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, dict):
        return {_line(key): _checked(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_checked(inner, depth + 1) for inner in value]
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) < MOST_NUMBER):
        raise RefusedError(NO_MODEL)
    return value


def _line(text: str) -> str:
    """The beginning of a string, without what cannot be printed and what would end backquotes."""
    return "".join(each if each.isprintable() and each != "`" else "?" for each in text[:MOST_CHARACTERS])


def _version(found: Mapping[str, Any]) -> str | None:
    version = found.get("keras_version")
    return version if isinstance(version, str) else None
