"""A picture as it is printed: smaller, on white, in the one form that a PDF takes as it is."""

import io
import math

SIDE_MOST = 1_000  # points: twelve centimetres wide, two hundred to the inch
_QUALITY = 80


def for_paper(content: bytes, most_points: float) -> bytes:
    """Of a picture of our own (`images.reencoded`), as JPEG; `ValueError` if it is none.

    Only for a process that answers nobody: the decoder is brought in here.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as picture:
            wide, high = picture.size
            share = min(1.0, math.sqrt(most_points / (wide * high)), SIDE_MOST / max(wide, high))
            size = max(1, round(wide * share)), max(1, round(high * share))
            drawn = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    except (OSError, SyntaxError) as error:
        raise ValueError("This is no picture of ours.") from error
    paper = Image.new("RGB", size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    packed = io.BytesIO()
    paper.save(packed, "JPEG", quality=_QUALITY)
    return packed.getvalue()
