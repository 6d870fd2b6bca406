"""What a translation still needs: sentences that are missing, and stale ones, whose English has changed since.

`tests/translated/<language>.toml` says, by their ids, from which English sentence each sentence was translated.
`python -m tests.missing_words` enters what is translated there, and lists the rest.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explainer.lessons import files
from explainer.text import FALLBACK_LANGUAGE, ORIGINALS, fits, flatten, read_sentences, written
from explainer.ui import handouts
from explainer.ui.handouts import HANDOUTS

FOLDER = Path(__file__).resolve().parent / "translated"

_HEAD = "# Written by `python -m tests.missing_words`: digests of each English sentence and of its translation.\n"
_NO_BRACES = str.maketrans("", "", "{}")
"""Braces in a document are no placeholders."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Needs:
    """What a translation still needs, as ids.

    Attributes:
        missing: Sentences that are not translated.
        stale: Translated sentences whose English has changed since, or has other placeholders.
        unused: Translated sentences that English no longer has.
    """

    missing: list[str]
    stale: list[str]
    unused: list[str]


def sentences(language: str) -> dict[str, str]:
    """All sentences in a language's own files, by their ids, and each document of `docs` as a whole.

    Ids of lessons begin with `lessons.<subject>`, those of documents with `docs`.
    """
    found = written(language)
    for subject in files.subjects():
        path = files.FOLDER / f"{subject}.{language}.toml"
        if path.is_file():
            found |= flatten(read_sentences(path), f"lessons.{subject}.")
    for name in HANDOUTS:
        path = handouts.FOLDER / f"{name}.{language}.md"
        if path.is_file():
            found[f"docs.{name}"] = path.read_text(encoding="utf-8").translate(_NO_BRACES)
    return found


def to_translate() -> dict[str, str]:
    """The English sentences that both originals have: what needs no translation, such as a link, English has alone."""
    english = sentences(FALLBACK_LANGUAGE)
    others = [sentences(language).keys() for language in ORIGINALS]
    return {name: said for name, said in english.items() if all(name in other for other in others)}


def needs(language: str) -> Needs:
    """What a translation still needs, after what `enter` has entered.

    Args:
        language: A key of `explainer.text.LANGUAGES` that is none of `ORIGINALS`.
    """
    own, english, known = sentences(language), to_translate(), _entered(language)
    return Needs(
        missing=[name for name in english if name not in own],
        stale=[
            name
            for name, said in english.items()
            if name in own and (_digest(said) != known.get(name, "").partition(" ")[0] or not fits(own[name], said))
        ],
        # A reading, by which a term is sorted, is no translation.
        unused=[name for name in own if name not in english and not name.endswith(".reading")],
    )


def enter(language: str) -> None:
    """Enters the sentences that were translated, or translated anew, as translations of the English ones of today."""
    own, english, known = sentences(language), to_translate(), _entered(language)
    entries = {}
    for name, said in english.items():
        if name in own:
            source, _, translation = known.get(name, "").partition(" ")
            changed = translation != _digest(own[name])
            entries[name] = f"{_digest(said) if changed else source} {_digest(own[name])}"
    FOLDER.mkdir(exist_ok=True)
    _path(language).write_text(_HEAD + _toml(entries), encoding="utf-8")


def is_entered(language: str) -> bool:
    """Whether `enter` would change nothing."""
    own, english, known = sentences(language), to_translate(), _entered(language)
    digests = {name: _digest(said) for name, said in own.items() if name in english}
    return digests == {name: entry.partition(" ")[2] for name, entry in known.items() if name in english}


def _path(language: str) -> Path:
    return FOLDER / f"{language}.toml"


def _entered(language: str) -> dict[str, str]:
    path = _path(language)
    return dict(flatten(tomllib.loads(path.read_text(encoding="utf-8")))) if path.is_file() else {}


def _digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:8]


def _toml(entries: Mapping[str, str]) -> str:
    tables: dict[str, list[str]] = {}
    for name, entry in entries.items():
        table, _, key = name.rpartition(".")
        tables.setdefault(table, []).append(f'{_key(key)} = "{entry}"\n')
    return "".join(f"\n[{'.'.join(map(_key, table.split('.')))}]\n{''.join(rows)}" for table, rows in tables.items())


def _key(word: str) -> str:
    return word if _BARE.fullmatch(word) else json.dumps(word)
