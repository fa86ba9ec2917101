"""Pictures that tests send: some honest, some made to fall apart or to unfold without end."""

import gzip
import io
import zlib

from PIL import Image


def packed(kind: str, size: tuple[int, int], mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, kind)
    return out.getvalue()


def gif_of(frames: int, side: int = 2) -> bytes:
    pictures = [Image.new("L", (side, side), n % 251) for n in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=20)
    return out.getvalue()


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(width: int, height: int, *matter: bytes, bits: int = 1, colour: int = 0) -> bytes:
    """A PNG that promises so much, with whatever is behind it."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([bits, colour, 0, 0, 0])
    chunks = (_chunk(b"IHDR", header), *matter, _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def black_png(side: int, bits: int = 8) -> bytes:
    """All of it is there: 170 MB of nothing in 160 KB, for a side of 13,000."""
    row = b"\0" * (1 + side * bits // 8)
    packer = zlib.compressobj()
    body = b"".join([packer.compress(row) for _ in range(side)]) + packer.flush()
    return png(side, side, _chunk(b"IDAT", body), bits=bits)


def moving_png(frames: int, side: int = 40) -> bytes:
    """An APNG in which every frame is there."""
    raw = zlib.compress(b"\0" * (1 + side) * side)
    size = side.to_bytes(4, "big") * 2 + bytes(8) + b"\0\x01\0\x0a\0\0"
    chunks = [_chunk(b"acTL", frames.to_bytes(4, "big") + bytes(4))]
    chunks += [_chunk(b"fcTL", bytes(4) + size), _chunk(b"IDAT", raw)]
    for frame in range(1, frames):
        order = (2 * frame - 1).to_bytes(4, "big")
        chunks += [_chunk(b"fcTL", order + size)]
        chunks += [_chunk(b"fdAT", (2 * frame).to_bytes(4, "big") + raw)]
    return png(side, side, *chunks, bits=8)


def wordy_png(megabytes: int) -> bytes:
    """A small picture whose packed comment unfolds to that much."""
    words = zlib.compress(b"a" * megabytes * 2**20, 9)
    comment = _chunk(b"zTXt", b"Comment\0\0" + words)
    raw = zlib.compress(b"\0\0")
    return png(1, 1, comment, _chunk(b"IDAT", raw), bits=8)


def packed_svg(megabytes: int) -> bytes:
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * megabytes * 2**20 + b"</svg>"
    return gzip.compress(drawing)
