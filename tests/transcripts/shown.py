"""Builders for what was shown in sessions, and what became of it in a PDF."""

import io
from typing import Any

from PIL import Image
from pypdf import PdfReader

from community.rooms.actions import Said
from tests.transcripts.evenings import Evening, Person, Town, end, held, make


def photo(size: tuple[int, int] = (320, 240), by: str = "", mode: str = "RGB") -> bytes:
    """As a camera writes it: with who took it, and where."""
    exif, packed = Image.Exif(), io.BytesIO()
    exif[0x013B], exif[0x010E] = by, f"{by} at home"
    exif.get_ifd(0x8825)[1] = "N"
    picture = Image.effect_noise(size, 60).convert(mode)
    picture.save(packed, "PNG" if mode == "RGBA" else "JPEG", exif=exif)
    return packed.getvalue()


def show(
    town: Town, who: Person, where: Evening, *given: tuple[str, bytes, str], body: str = "Look."
) -> Said:
    """Say something with these files: their names, bytes, and what they show."""
    ids = tuple(town.send(who, where, name, content, words) for name, content, words in given)
    return town.say(who, where, body, files=ids)


def an_evening(town: Town, **plan: object) -> tuple[Evening, Said]:
    """A picture and a text in one message, a picture without words in another."""
    evening = held(town, town.milo, **plan)
    first = ("mould.jpg", photo(), "A <mould> & a thumb"), ("notes.txt", b"Warm it.", "")
    said = show(town, town.milo, evening, *first)
    show(town, town.hana, evening, ("clear.png", photo((40, 80), mode="RGBA"), ""), body="Mine.")
    end(evening)
    make()
    return evening, said


def images_of(content: bytes) -> list[Image.Image]:
    """Of a PDF, as they are in it."""
    found = [one.image for page in PdfReader(io.BytesIO(content)).pages for one in page.images]
    return [one for one in found if one is not None]


def tagged(content: bytes) -> list[str]:
    """The words that stand for each picture of a PDF."""
    found: list[str] = []

    def walk(part: Any) -> None:
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            if part.get("/S") == "/Figure":
                found.append(str(part.get("/Alt")))
            walk(part.get("/K", []))

    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found
