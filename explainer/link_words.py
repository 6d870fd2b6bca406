"""Encoding of choices as short words in links, such as `g6_k3-vertical_s2`.

A class declares its format once:

    @dataclass(frozen=True)
    class Browse(LinkWord, link="{part}-{digit}[-p{page}]"):
        part: Literal["train", "test"]
        digit: Annotated[int | None, one_of({"all": None} | {str(digit): digit for digit in range(10)})]
        page: Annotated[int, number(within=range(500))] = 0

In `link`, `{page}` is the value of a field, and other characters are literal. A part in brackets is omitted if all of
its fields have their defaults. Of `a|b`, the first part that can be written is used. `{part=train}` matches only if the
field has the value of this word.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, get_args, get_origin, get_type_hints


@dataclass(frozen=True, eq=False)
class Value:
    """The encoding of a field.

    Attributes:
        pattern: Regular expression of valid text other than `words`; by default it matches nothing.
        read: Parses text that matches `pattern`. Raises `ValueError` if it is invalid.
        words: Fixed words with their values.
    """

    pattern: str = "(?!)"
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str
    words: Mapping[str, Any] = field(default_factory=dict)

    @functools.cached_property
    def regex(self) -> str:
        """Regular expression of all valid text."""
        return "|".join([*map(re.escape, self.words), self.pattern])

    def parse(self, text: str) -> Any:
        """Parses a text.

        Raises:
            ValueError: If it is invalid.
        """
        if text in self.words:
            return self.words[text]
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise ValueError(f"Expected a text like {self.regex}; received {text!r}.")
        return self.read(text)

    def written(self, value: Any) -> str | None:
        """Encodes a value; `None` if it cannot be encoded."""
        text = next((word for word, known in self.words.items() if known == value), None)
        if text is not None or value is None:
            return text
        text = self.write(value)
        return text if re.fullmatch(self.pattern, text, re.ASCII) else None


def one_of(values: Iterable[Any] | Mapping[str, Any]) -> Value:
    """One of some values. Keys of a mapping are the words for its values."""
    return Value(words=values if isinstance(values, Mapping) else {str(value): value for value in values})


def number(pattern: str = "[0-9]{1,9}", within: Container[int] | None = None) -> Value:
    """An integer.

    Args:
        within: The valid values; `None` if the class checks them.
    """

    def read(text: str) -> int:
        if within is not None and int(text) not in within:
            raise ValueError(f"Expected a number within {within}; received {text}.")
        return int(text)

    return Value(pattern, read)


def decimal(pattern: str) -> Value:
    """A decimal number with all its digits, and without an exponent unless it is tiny."""

    def write(value: float) -> str:
        digits = f"{Decimal(repr(value)):f}"
        if len(digits) > len("0.") + 30:
            return repr(value)
        return digits.rstrip("0").rstrip(".") if "." in digits else digits

    return Value(pattern, float, write)


def many(value: Value, separator: str, least: int, most: int) -> Value:
    """A tuple of `least` to `most` values."""
    one, between = f"(?:{value.regex})", re.escape(separator)
    return Value(
        f"{one}(?:{between}{one}){{{least - 1},{most - 1}}}",
        lambda text: tuple(value.parse(part) for part in (text.split(separator) if separator else text)),
        lambda values: separator.join(str(value.written(part)) for part in values),
    )


def value_of(hint: Any) -> Value:
    """The encoding of a field, from its annotation or its type."""
    if get_origin(hint) is Annotated:
        return next((known for known in hint.__metadata__ if isinstance(known, Value)), None) or value_of(
            get_args(hint)[0]
        )
    if get_origin(hint) is Literal:
        return one_of(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, LinkWord):
        return Value(hint.form().regex, hint.read, str)
    if hint is int:
        return number()
    # An optional field is omitted if it is `None`.
    return next(value_of(other) for other in get_args(hint) if other is not type(None))


class LinkWord:
    """Base class of choices that links encode as one word; see the module docstring."""

    _link: ClassVar[str]

    def __init_subclass__(cls, link: str | None = None, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if link is not None:
            cls._link = link

    @classmethod
    @functools.cache
    def form(cls) -> Form:
        """The parsed format of the class."""
        fields: Mapping[str, Any] = getattr(cls, "model_fields", None) or cls.__dataclass_fields__  # type: ignore[attr-defined]
        hints = get_type_hints(cls, include_extras=True)
        values = {name: value_of(hint) for name, hint in hints.items() if name in fields}
        return Form(cls._link, values, {name: known.default for name, known in fields.items()})

    @classmethod
    def read(cls, word: str) -> Self:
        """Parses a word.

        Raises:
            ValueError: If it is invalid.
        """
        return cls(**cls.form().read(word))

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """Parses a word; `None` if it is invalid."""
        try:
            return cls.read(word)
        except ValueError:
            return None

    def __str__(self) -> str:
        """The word; empty if the values cannot be encoded."""
        return self.form().write(self)


class _Part(NamedTuple):
    """A part of a format: its regular expression, its writer, and its fields."""

    pattern: str
    write: Callable[[Any], str | None]
    names: list[str]


_TOKEN = re.compile(r"(\{\w+(?:=\w+)?\}|[\[\]|])")


class Form:
    """A parsed format.

    Args:
        link: The format; see the module docstring.
        values: The encoding of each field.
        defaults: The default of each field.
    """

    def __init__(self, link: str, values: Mapping[str, Value], defaults: Mapping[str, Any]) -> None:
        self._values, self._defaults = values, defaults
        self._certain = set(re.findall(r"\{(\w+)=(\w+)\}", link))
        self._said: list[tuple[str, Value]] = []
        self._whole = self._group(filter(None, _TOKEN.split(link)), is_outermost=True)
        self._compiled = re.compile(self._whole.pattern, re.ASCII)
        self.regex = re.sub(r"\?P<f\d+>", "?:", self._whole.pattern)

    def read(self, word: str) -> dict[str, Any]:
        """Parses a word into fields.

        Raises:
            ValueError: If it is invalid.
        """
        match = self._compiled.fullmatch(word)
        if match is None:
            raise ValueError(f"Expected a word like {self.regex}; received {word!r}.")
        found = zip(self._said, match.groups(), strict=True)
        return {name: value.parse(text) for (name, value), text in found if text is not None}

    def write(self, choice: object) -> str:
        """The word of an object with these fields; empty if they cannot be encoded."""
        return self._whole.write(choice) or ""

    def _group(self, tokens: Iterator[str], *, is_outermost: bool = False) -> _Part:
        ways: list[list[_Part]] = [[]]
        for token in itertools.takewhile(lambda token: token != "]", tokens):
            if token == "|":
                ways.append([])
            elif token == "[":
                ways[-1].append(self._group(tokens))
            else:
                ways[-1].append(self._field(token[1:-1]) if token.startswith("{") else _literal(token))
        is_optional = len(ways) == 1 and not is_outermost
        names = [name for way in ways for part in way for name in part.names]

        def write(choice: object) -> str | None:
            if is_optional and all(self._is_default(name, getattr(choice, name)) for name in names):
                return ""
            for way in ways:
                texts = [part.write(choice) for part in way]
                if None not in texts:
                    return "".join(map(str, texts))
            return None

        patterns = ("".join(part.pattern for part in way) for way in ways)
        return _Part(f"(?:{'|'.join(patterns)}){'?' if is_optional else ''}", write, names)

    def _field(self, token: str) -> _Part:
        name, _, certain = token.partition("=")
        value = self._values[name]
        if certain:
            value = one_of({certain: value.words[certain]})
        else:
            words = {word: known for word, known in value.words.items() if (name, word) not in self._certain}
            value = replace(value, words=words)
        self._said.append((name, value))
        pattern = f"(?P<f{len(self._said)}>{value.regex})"
        return _Part(pattern, lambda choice: value.written(getattr(choice, name)), [name])

    def _is_default(self, name: str, value: Any) -> bool:
        # The types are compared first, since arrays cannot be compared by ==.
        default = self._defaults.get(name)
        return type(value) is type(default) and bool(value == default)


def _literal(text: str) -> _Part:
    return _Part(re.escape(text), lambda _: text, [])
