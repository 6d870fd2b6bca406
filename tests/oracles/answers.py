"""What a visitor would be told of a file."""

import sys
import time
from collections.abc import Callable

from explainer.errors import ExplainerError
from explainer.text import LANGUAGES, Text

Answer = tuple[str, float]
"""The error's code, `"accepted"` or `"unexpected"`, and after how many seconds."""


def answer(read: Callable[[], object]) -> Answer:
    """What a visitor would be told of a file, and after how long."""
    began = time.monotonic()
    try:
        read()
    except ExplainerError as error:
        code = error.code if _has_sentences(error) else "unexpected"
    except Exception as error:  # noqa: BLE001 (that is what is looked for)
        print(f"unexpected: {error!r}", file=sys.stderr, flush=True)
        code = "unexpected"
    else:
        code = "accepted"
    return code, time.monotonic() - began


def _has_sentences(error: ExplainerError) -> bool:
    """Whether there is something to say in each language, and all that is named in it is known."""
    try:
        return all(Text(each)(f"error.{error.code}", **{"file": "", **error.details}) for each in LANGUAGES)
    except KeyError:
        return False
