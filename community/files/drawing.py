"""Draws one picture anew, as a small program of its own: what decoding hostile bytes may cost.

`images` starts it for each picture, with the bytes on its input and the new picture on its
output. It knows nothing of the rest of Comentor, is handed none of its secrets, may take
512 MB and five seconds, and cannot write a file; if it dies, nothing else does.

The header is judged before anything is decoded, so that a small file that would unfold to
gigabytes is refused in milliseconds. Where a photo was taken and with which camera is gone.
"""

import contextlib
import io
import os
import resource
import signal
import struct
import sys

from PIL import Image, ImageOps

PIXELS_MOST, SIDE_MOST, FRAMES_MOST = 25_000_000, 12_000, 100
MEMORY_MOST = 512 * 2**20  # bytes, the program itself included
SECONDS_MOST = 5
UNFIT = 3  # how it ends when the picture is refused; the sentence is on its output
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 82
# The library warns of large pictures; here the header decides, before it would.
Image.MAX_IMAGE_PIXELS = None
# What the library raises for files that are broken or only pretend to be pictures.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, IndexError, TypeError,
    OverflowError, MemoryError, RuntimeError,
)  # fmt: skip


class Unfit(Exception):
    """A picture that is not taken, with the sentence its owner reads: none if it is broken."""


def drawn_anew(content: bytes, most_side: int, square: bool) -> bytes:
    """The picture as WebP; raises `Unfit`. Only for pictures of our own in the same process."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            _check_header(picture)
            return _packed(_drawn(picture, most_side, square))
    except _BROKEN as error:
        raise Unfit from error


def _check_header(picture: Image.Image) -> None:
    width, height = picture.size
    if max(width, height) > SIDE_MOST or width * height > PIXELS_MOST:
        raise Unfit(
            f"This picture is too large: {width:,} by {height:,} points. "
            "At most 25 million points, please."
        )
    if _frames(picture) > FRAMES_MOST:
        raise Unfit("This picture moves for too long. Please try one that stands still.")


def _frames(picture: Image.Image) -> int:
    """How many there are; counting a GIF's ends soon after there are too many."""
    if picture.format != "GIF":
        return int(getattr(picture, "n_frames", 1))
    count = 1
    try:
        while count <= FRAMES_MOST:
            picture.seek(count)
            count += 1
    except EOFError:
        pass
    picture.seek(0)
    return count


def _drawn(picture: Image.Image, most_side: int, square: bool) -> Image.Image:
    """Pixels only, in a picture of their own; made small before anything else is done to it."""
    if picture.format == "JPEG":
        picture.draft("RGB", (most_side * 2, most_side * 2))  # decodes small what becomes small
    if picture.mode not in ("RGB", "RGBA", "L"):
        see_through = "A" in picture.getbands() or "transparency" in picture.info
        picture = picture.convert("RGBA" if see_through else "RGB")
    box = _middle(picture) if square else (0, 0, *picture.size)
    wide, high = box[2] - box[0], box[3] - box[1]
    share = min(1.0, most_side / max(wide, high))
    size = max(1, round(wide * share)), max(1, round(high * share))
    small = picture.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(small)
    plain = upright.convert("RGBA" if upright.mode == "RGBA" else "RGB")
    drawn = Image.new(plain.mode, plain.size)
    drawn.paste(plain)
    return drawn


def _middle(picture: Image.Image) -> tuple[int, int, int, int]:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return left, top, left + side, top + side


def _packed(picture: Image.Image) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "WEBP", quality=_QUALITY, method=4)
    return packed.getvalue()


def _bound_myself() -> None:
    """The alarm ends the program wherever it is, also inside the library."""
    signal.alarm(SECONDS_MOST)
    bounds = ((resource.RLIMIT_AS, MEMORY_MOST), (resource.RLIMIT_CPU, SECONDS_MOST),
              (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))  # fmt: skip
    for kind, most in bounds:
        with contextlib.suppress(ValueError, OSError):  # not every system has every bound
            resource.setrlimit(kind, (most, most))
    os.nice(5)


def main(most_side: str, shape: str) -> int:
    _bound_myself()
    try:
        answer, ending = drawn_anew(sys.stdin.buffer.read(), int(most_side), shape == "square"), 0
    except Unfit as unfit:
        answer, ending = str(unfit).encode(), UNFIT
    sys.stdout.buffer.write(answer)
    return ending


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
