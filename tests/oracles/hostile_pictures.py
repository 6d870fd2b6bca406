"""Pictures as somebody might make them who means harm, or by mistake; the same ones each time."""

import io
import random
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

from explainer import mnist
from explainer.photo import MAX_MEGABYTES
from tests.oracles.damaging import Kinds, in_turn, mutated, truncated

SIDE = 640


def picture(index: int) -> tuple[str, bytes]:
    """A hostile or odd file.

    Args:
        index: Which one, from 0; the kinds take turns.

    Returns:
        What it is, and its content.
    """
    return in_turn(KINDS, index)


def _digit(chance: random.Random, mode: str = "L") -> Image.Image:
    """A digit on a page, in one of Pillow's modes."""
    image = 255 - mnist.load().x_test[chance.randrange(10_000)]
    return Image.fromarray(image).resize((SIDE, SIDE)).convert(mode)


def _file(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **how)
    return content.getvalue()


def _any(chance: random.Random) -> bytes:
    kind = chance.choice(("PNG", "JPEG", "WEBP"))
    return _file(_digit(chance, "RGB"), kind)


def _truncated(chance: random.Random) -> bytes:
    return truncated(_any(chance), chance)


def _mutated(chance: random.Random) -> bytes:
    return mutated(_any(chance), chance)


def _wrong_type(chance: random.Random) -> bytes:
    others = (
        lambda: _file(_digit(chance), chance.choice(("GIF", "BMP", "TIFF", "ICO", "PPM"))),
        lambda: b"",
        lambda: chance.randbytes(chance.randrange(1, 5_000)),
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        lambda: b"PK\x03\x04" + bytes(1_000),
        lambda: chance.choice((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF")) + chance.randbytes(300),
    )
    return chance.choice(others)()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png(width: int, height: int, depth: int, colour: int, content: bytes, more: bytes = b"") -> bytes:
    """A PNG whose header says whatever it is told to."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = _chunk(b"IHDR", header) + more + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _bomb(chance: random.Random) -> bytes:
    """Much more than its header says, or than fits into any memory; or text that unpacks without end."""
    zeros = zlib.compress(bytes(60_000_000), 9)
    text = _chunk(b"zTXt", b"Comment\0\0" + zeros)
    profile = _chunk(b"iCCP", b"profile\0\0" + zeros)
    size = chance.choice(((30_000, 30_000), (2**31 - 1, 1), (1, 2**31 - 1), (4_400, 4_400), (100, 100)))
    return _png(*size, 8, chance.choice((0, 2, 6)), zeros, chance.choice((b"", text, profile, text * 3)))


def _huge(chance: random.Random) -> bytes:
    """As large as is just allowed, or more."""
    side = chance.choice((4_400, 4_470, 4_480, 6_000))
    picture = Image.new(chance.choice(("1", "L", "RGB")), (side, side), 1)
    kind = "PNG" if picture.mode == "1" else chance.choice(("PNG", "JPEG"))
    return _file(picture, kind)


def _too_many_bytes(chance: random.Random) -> bytes:
    return _any(chance) + bytes(MAX_MEGABYTES * 10**6)


def _odd_mode(chance: random.Random) -> bytes:
    mode = chance.choice(("1", "P", "LA", "RGBA", "CMYK", "I;16", "PA"))
    if mode == "I;16":
        return _file(Image.fromarray(np.asarray(_digit(chance)).astype(np.uint16) * 257))
    if mode == "CMYK":
        return _file(_digit(chance, mode), "JPEG")
    return _file(_digit(chance, "LA" if mode == "PA" else mode).convert("RGBA" if mode == "PA" else mode))


def _no_size(chance: random.Random) -> bytes:
    return _png(*chance.choice(((0, 0), (0, 10), (10, 0))), 8, 0, zlib.compress(b""))


def _tiny(chance: random.Random) -> bytes:
    size = chance.choice(((1, 1), (1, 5_000), (5_000, 1), (2, 2)))
    return _file(Image.new(chance.choice(("L", "RGB")), size, 255), chance.choice(("PNG", "JPEG", "WEBP")))


def _moving(chance: random.Random) -> bytes:
    others = [_digit(chance, "RGB") for _ in range(chance.randrange(1, 12))]
    return _file(_digit(chance, "RGB"), chance.choice(("PNG", "WEBP")), save_all=True, append_images=others)


def _see_through(chance: random.Random) -> bytes:
    layer = _digit(chance, "RGBA")
    layer.putalpha(_digit(chance) if chance.random() < 0.5 else Image.new("L", layer.size, chance.choice((0, 1, 254))))
    return _file(layer, chance.choice(("PNG", "WEBP")))


def _turned(chance: random.Random) -> bytes:
    noted = Image.Exif()
    noted[0x112] = chance.choice((*range(10), 65_535))
    content = _file(_digit(chance), "JPEG", exif=noted)
    if chance.random() < 0.5:
        return content
    place = content.find(b"Exif") + chance.randrange(4, 40)
    return content[:place] + chance.randbytes(8) + content[place + 8 :]


def _empty(chance: random.Random) -> bytes:
    plain = np.full((300, 300), chance.randrange(256), np.uint8)
    noise = np.random.default_rng(chance.randrange(100)).integers(0, 256, (300, 300), np.uint8)
    return _file(Image.fromarray(chance.choice((plain, noise))))


KINDS: Kinds = {
    "truncated": _truncated,
    "mutated": _mutated,
    "wrong type": _wrong_type,
    "bomb": _bomb,
    "huge": _huge,
    "too many bytes": _too_many_bytes,
    "odd mode": _odd_mode,
    "no size": _no_size,
    "tiny": _tiny,
    "several pictures": _moving,
    "see-through": _see_through,
    "turned": _turned,
    "nothing on it": _empty,
}
"""What somebody might bring."""
