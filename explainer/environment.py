"""Settings from environment variables. `python -m explainer.environment` prints the table for the docs."""

import functools
import math
import os
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "EXPLAINER_"
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Variable:
    """The documentation of a variable.

    Attributes:
        meaning: Its effect, with its unit.
        expected: Valid values, as they complete the error "Expected …".
        default: Its default in words, if the field's default does not say it.
    """

    meaning: str
    expected: str
    default: str = ""


def _words(read: Callable[[str], Any]) -> BeforeValidator:
    """Splits at commas and spaces, and parses each word with `read`."""
    return BeforeValidator(lambda value: tuple(map(read, value.replace(",", " ").split())))


def plain_code(typed: str) -> str:
    """Normalizes a code for comparison: full-width letters and digits of Japanese keyboards become ASCII."""
    return unicodedata.normalize("NFKC", typed).strip()


Megabytes = Annotated[float, Field(ge=0.0)]
SHORTEST_SITE_CODE, LONGEST_SITE_CODE = 8, 200
_NUMBER = "a number, 0 or more, or `inf` for no limit"


class Environment(BaseSettings):
    """All settings; an empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, validate_default=False)

    runs: Annotated[
        Path | None,
        Variable("Folder of the training runs", "a folder", "`inside-a-cnn/runs` in the user's data folder"),
    ] = None
    runs_quota: Annotated[
        Megabytes,
        Variable(
            "Megabytes of disk space for all training runs together; `inf` for no limit. A run that waits or trains "
            "counts with the most that it may need. Visitors who find no room are told what to do; nothing is deleted "
            "for them.",
            _NUMBER,
        ),
    ] = 12_000.0
    visitor_quota: Annotated[
        Megabytes,
        Variable(
            "Megabytes of disk space for the runs of one visitor. The runs from one address may take a third of the "
            "whole.",
            _NUMBER,
        ),
    ] = 300.0
    run_limit: Annotated[
        Annotated[float, Field(ge=0.0)],
        Variable(
            "Minutes that a run may train without a break, not counting pauses. Then it stops, keeps what it has "
            "learned, and can be resumed.",
            _NUMBER,
        ),
    ] = 60.0
    run_memory: Annotated[
        Megabytes | None,
        Variable(
            "Megabytes of memory that a run may need, estimated from the network and the batch size. Runs that need "
            "more are refused.",
            _NUMBER,
            "half of the machine's, divided by `EXPLAINER_SLOTS`",
        ),
    ] = None
    shared_address: Annotated[
        bool,
        Variable(
            "`1`: all visitors come from one address, so turns and disk space are counted for each visitor alone",
            "`1` or `0`",
            "each address counts first",
        ),
    ] = False
    trusted_proxies: Annotated[
        tuple[Network, ...],
        NoDecode,
        _words(lambda word: ip_network(word, strict=False)),
        Variable(
            "Addresses or networks of proxies whose `X-Forwarded-For` is trusted, separated by commas",
            "addresses or networks with commas between them",
            "none but this computer's own",
        ),
    ] = ()
    slots: Annotated[
        Annotated[int, Field(ge=1)] | None,
        Variable("How many runs a server trains at once", "a whole number, 1 or more", "1"),
    ] = None
    scheduler: Annotated[
        Annotated[str, Field(pattern=r"^\w+://\S+$")] | None,
        Variable(
            "Address of a Dask scheduler whose workers train the runs, e.g. `tcp://scheduler:8786`; needs "
            "`requirements-distributed.txt` and a folder of runs that all machines share",
            "an address such as `tcp://scheduler:8786`",
            "none: this machine",
        ),
    ] = None
    database: Annotated[
        Annotated[str, Field(pattern=r"^(postgresql|sqlite)://\S+$")] | None,
        Variable(
            "Address of the database of classes, e.g. `postgresql://user:password@host/name`. PostgreSQL is for "
            "several servers; it needs `requirements-distributed.txt`. The tables are made, and later brought up to "
            "date, when a server starts.",
            "an address such as `postgresql://user:password@host/name`",
            "an SQLite file in the folder of runs",
        ),
    ] = None
    hosts: Annotated[
        tuple[str, ...],
        NoDecode,
        _words(str.lower),
        Variable(
            "Host names that are served, separated by commas, in addition to numeric addresses, `localhost` and the "
            "computer's own name. `*.school.example` stands for all names below it.",
            "host names with commas between them",
            "none",
        ),
    ] = ()
    site_code: Annotated[
        Annotated[str, BeforeValidator(plain_code), Field(min_length=SHORTEST_SITE_CODE, max_length=LONGEST_SITE_CODE)]
        | None,
        Variable(
            "A code that visitors have to enter before anything is served to them. A browser is let in for a day, or "
            "until another code is set. An address may enter 100 wrong ones in ten minutes. Use it with TLS only.",
            f"{SHORTEST_SITE_CODE} to {LONGEST_SITE_CODE} characters",
            "none: everybody is served",
        ),
    ] = None
    log: Annotated[
        Path | None,
        Variable("File that records errors (never a drawing)", "a file", "`inside-a-cnn.log` in the user's log folder"),
    ] = None
    worker_priority: Annotated[
        Literal["low", "normal"],
        Variable("`normal`: training gets as much processor time as the pages", "`low` or `normal`"),
    ] = "low"
    spare_worker: Annotated[
        bool,
        Variable(
            "`0`: no process waits with TensorFlow loaded, some 800 MB, while somebody may be about to train. Without "
            "it, a training begins some seconds later.",
            "`1` or `0`",
            "one waits where memory allows",
        ),
    ] = True


VARIABLES: dict[str, Variable] = {
    f"{PREFIX}{name.upper()}": next(known for known in field.metadata if isinstance(known, Variable))
    for name, field in Environment.model_fields.items()
}


def read_environment() -> Environment:
    """Returns the current settings.

    Raises:
        ValueError: If values are invalid; the message has one line per variable.
    """
    return _read(tuple(os.environ.get(name) for name in VARIABLES))


@functools.lru_cache(maxsize=8)
def _read(values: tuple[str | None, ...]) -> Environment:
    """Reads the variables; `values` is only the cache key."""
    try:
        return Environment()
    except ValidationError as error:
        wrong = {f"{PREFIX}{str(problem['loc'][0]).upper()}" for problem in error.errors()}
        received = dict(zip(VARIABLES, values, strict=True))
        lines = [
            f"Expected {known.expected} in {name}; received {received[name]!r}."
            for name, known in VARIABLES.items()
            if name in wrong
        ]
        raise ValueError("\n".join(lines)) from error


def check() -> None:
    """Exits with an error message if a value is invalid."""
    try:
        read_environment()
    except ValueError as error:
        sys.exit(str(error))


def table() -> str:
    """All variables as a Markdown table."""
    rows = [
        f"| `{name}` | {known.meaning} | {known.default or _written(field.default)} |"
        for (name, known), field in zip(VARIABLES.items(), Environment.model_fields.values(), strict=True)
    ]
    return "\n".join(["| Environment variable | Meaning | Default |", "|---|---|---|", *rows])


def _written(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) and math.isfinite(default) else str(default)


if __name__ == "__main__":
    print(table())
