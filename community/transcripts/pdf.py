"""A transcript as a PDF: tagged by what each part is (PDF/UA), made without any network.

Typst sets it from words alone: nothing anybody wrote is ever read as its marks. What no font
here can draw stands as its number, so that a file is made of every transcript.
"""

import json
import re
from functools import cache
from importlib.resources import files as resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from community.transcripts.on_paper import Laid, laid_out
from community.transcripts.pictures import ROOT, album
from community.transcripts.shape import TranscriptData
from community.transcripts.shown_files import Load, nothing

# Packages that hold nothing but fonts; the second one only where it is wanted.
FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def render(data: TranscriptData, load: Load = nothing) -> bytes:
    """`load`: the bytes of a picture that was shown."""
    template = (resources("community.transcripts") / "transcript.typ").read_bytes()
    with album(data, load) as pictures:
        return typeset(template, laid_out(data, pictures))


def typeset(template: bytes, data: Laid) -> bytes:
    """What the template, which is ours, makes of the data, which is anybody's."""
    laid = json.dumps(data, ensure_ascii=False)
    try:
        return _set(template, laid)
    except typst.TypstError as problem:
        undrawn = {sign for text in _UNDRAWN.findall(problem.diagnostic) for sign in _signs(text)}
        if not undrawn:
            raise
    return _set(template, json.dumps(_without(json.loads(laid), undrawn) | {"missing": True}))


def _set(template: bytes, laid: str) -> bytes:
    # No fonts of the machine's: the same file comes of it on every one.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=_font_folders())
    compiler = typst.Compiler(template, ROOT, font_paths=fonts, sys_inputs={"data": laid})
    made = compiler.compile(format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is never in several parts
    return made


@cache
def _font_folders() -> list[Path]:
    found = (find_spec(name) for name in FONTS)
    return [Path(one.origin).parent for one in found if one is not None and one.origin]


def _signs(text: str) -> set[str]:
    """Of what could not be drawn, each sign; letters of ours beside it can."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return {sign for sign in plain if not sign.isascii()}


def _without(laid: Any, undrawn: set[str]) -> Any:
    """The same, with `[U+65E5]` for each of these."""
    if isinstance(laid, str):
        return "".join(f"[U+{ord(sign):04X}]" if sign in undrawn else sign for sign in laid)
    if isinstance(laid, list):
        return [_without(one, undrawn) for one in laid]
    if isinstance(laid, dict):
        return {name: _without(one, undrawn) for name, one in laid.items()}
    return laid
