"""Abstract pictures that stand for photos: drawn when they are needed, none is kept in the code."""

import colorsys
import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

SIDE = 240


def picture(name: str) -> bytes:
    """A few soft shapes in two related colours; the same for the same name."""
    dice = random.Random(name)  # noqa: S311 - a picture, not a secret
    hue = dice.random()
    drawn = Image.new("RGB", (SIDE, SIDE), _colour(hue, 0.35, 0.93))
    pen = ImageDraw.Draw(drawn)
    for number in range(4):
        size = dice.randint(SIDE // 3, SIDE)
        left, top = dice.randint(-SIDE // 4, SIDE - 40), dice.randint(-SIDE // 4, SIDE - 40)
        colour = _colour(hue + dice.choice((0, 0.08, 0.45)), 0.5, 0.55 + number * 0.1)
        pen.ellipse((left, top, left + size, top + size), fill=colour)
    written = io.BytesIO()
    drawn.filter(ImageFilter.GaussianBlur(3)).save(written, "PNG")
    return written.getvalue()


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, min(value, 1))
    return round(red * 255), round(green * 255), round(blue * 255)


def strip(minutes: Sequence[int]) -> bytes:
    """A stretch of time as a strip of coloured parts, each as long as its minutes."""
    drawn = Image.new("RGB", (2 * SIDE, SIDE // 2), "white")
    pen, left, whole = ImageDraw.Draw(drawn), 0.0, sum(minutes)
    for number, part in enumerate(minutes):
        right = left + 2 * SIDE * part / whole
        pen.rectangle((left, 20, right - 4, SIDE // 2 - 20), fill=_colour(number / 5, 0.5, 0.8))
        left = right
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()
