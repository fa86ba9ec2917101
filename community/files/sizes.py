"""How large one of our own pictures is, read from its header: nothing is decoded for it."""

_SIMPLE, _LOSSLESS, _EXTENDED = b"VP8 ", b"VP8L", b"VP8X"


def size_of_webp(content: bytes) -> tuple[int, int]:
    """Width and height in points of a WebP as `images.reencoded` makes it; else `ValueError`."""
    kind, start = content[12:16], content[20:30]
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(start) < 10:
        raise ValueError("This is no WebP.")
    if kind == _SIMPLE:
        return _number(start[6:8]) & 0x3FFF, _number(start[8:10]) & 0x3FFF
    if kind == _LOSSLESS:
        both = _number(start[1:5])
        return (both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1
    if kind == _EXTENDED:
        return _number(start[4:7]) + 1, _number(start[7:10]) + 1
    raise ValueError("This is no WebP.")


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "little")
