"""Pictures from outside, drawn anew: nothing of the file that was sent goes on but what shows.

The header is judged before anything is decoded, so that a small file that would unfold to
gigabytes is refused in milliseconds. Where a photo was taken and with which camera is gone.
"""

import io
import struct
import threading

from PIL import Image, ImageOps

from community.core.errors import Invalid
from community.core.threads import in_thread

PIXELS_MOST, SIDE_MOST, FRAMES_MOST = 25_000_000, 12_000, 100
MEDIA_TYPE, ENDING = "image/webp", ".webp"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 82
# The library warns of large pictures; here the header decides, before it would.
Image.MAX_IMAGE_PIXELS = None
# What the library raises for files that are broken or only pretend to be pictures.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, IndexError, TypeError,
    OverflowError, MemoryError, RuntimeError,
)  # fmt: skip
# A large picture takes 100 MB while it is decoded: two at a time.
_turns = threading.BoundedSemaphore(2)


def reencoded(content: bytes, *, most_side: int, square: bool = False) -> bytes:
    """The picture as WebP, upright, at most `most_side` on its longer side, without metadata.

    `square` keeps its middle only. Raises `Invalid` for what is no JPEG, PNG, WebP or GIF
    (by content, whatever it is called), and for what is too large to unfold.
    """
    with _turns:
        return in_thread(_reencoded, content, most_side, square)


def _reencoded(content: bytes, most_side: int, square: bool) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            _check_header(picture)
            return _packed(_drawn(picture, most_side, square))
    except _BROKEN as error:
        raise Invalid("We could not read this picture. Please try a JPEG or PNG.") from error


def _check_header(picture: Image.Image) -> None:
    width, height = picture.size
    if max(width, height) > SIDE_MOST or width * height > PIXELS_MOST:
        raise Invalid(
            f"This picture is too large: {width:,} by {height:,} points. "
            "At most 25 million points, please."
        )
    if _frames(picture) > FRAMES_MOST:
        raise Invalid("This picture moves for too long. Please try one that stands still.")


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
