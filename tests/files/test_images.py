"""Pictures from outside: drawn anew, small, upright, without a word of where they were taken."""

import io

import pytest
from PIL import Image

from community.files.drawing import Unfit, drawn_anew
from tests.files.pictures import gif_of


def made(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def reencoded(content: bytes, *, most_side: int, square: bool = False) -> bytes:
    """As the program beside the server does it, without starting one for each case."""
    return drawn_anew(content, most_side, square)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def with_everything() -> bytes:
    """A photo as a telephone makes it: lying on its side, with place, maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "CANARY phones"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (51.0, 28.0, 38.0)
    place[3], place[4] = "W", (0.0, 0.0, 5.0)
    return made("JPEG", exif=exif, comment=b"CANARY comment", icc_profile=b"CANARY profile")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_known_kind_becomes_webp(kind: str) -> None:
    picture = opened(reencoded(made(kind), most_side=512))
    assert (picture.format, picture.size) == ("WEBP", (40, 20))


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright() -> None:
    before = with_everything()
    assert b"CANARY" in before
    assert opened(before).getexif().get_ifd(0x8825)
    after = reencoded(before, most_side=512)
    assert b"CANARY" not in after
    assert not {b"EXIF", b"XMP ", b"ICCP"} & {after[i : i + 4] for i in range(len(after))}
    picture = opened(after)
    assert picture.size == (20, 40)
    assert not picture.getexif()
    assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGBA")])
def test_it_is_turned_upright_whatever_its_colours(kind: str, mode: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    out = io.BytesIO()
    Image.new(mode, (40, 20)).save(out, kind, exif=exif)
    assert opened(reencoded(out.getvalue(), most_side=512)).size == (20, 40)


def test_words_hidden_in_a_png_are_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "CANARY")
    words.add_itxt("XML:com.adobe.xmp", "<x>CANARY</x>")
    assert b"CANARY" not in reencoded(made("PNG", pnginfo=words), most_side=512)


@pytest.mark.parametrize(
    ("size", "square", "wanted"),
    [((3000, 1000), False, (512, 171)), ((3000, 1000), True, (512, 512)),
     ((100, 60), False, (100, 60)), ((100, 60), True, (60, 60)), ((60, 3000), True, (60, 60)),
     ((1, 1), True, (1, 1)),
     ((5000, 1), False, (512, 1))],
)  # fmt: skip
def test_it_is_made_no_larger_than_wanted(
    size: tuple[int, int], square: bool, wanted: tuple[int, int]
) -> None:
    picture = opened(reencoded(made("PNG", size), most_side=512, square=square))
    assert picture.size == wanted


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (9, 9)).save(out, kind)
    assert opened(reencoded(out.getvalue(), most_side=512)).size == (9, 9)


def test_what_is_see_through_stays_so() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(reencoded(out.getvalue(), most_side=512)).mode == "RGBA"


def test_a_picture_that_moves_a_little_keeps_its_first_frame() -> None:
    picture = opened(reencoded(gif_of(5), most_side=512))
    assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 100, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
     b"<html><script>alert(1)</script>", b"%PDF-1.7", b"GIF89a", b"\xff\xd8\xff", b"RIFF____WEBP",
     b"\x1f\x8b\x08" + b"\0" * 50, b"BM" + b"\0" * 60, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox",
     b"II*\0" + b"\0" * 60, made("PNG")[:60], made("JPEG")[:-30][:200], b"\x89PNG\r\n\x1a\n"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Unfit):
        reencoded(content, most_side=512)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "EPS"])
def test_kinds_that_are_not_needed_are_not_even_tried(kind: str) -> None:
    with pytest.raises(Unfit):
        reencoded(made(kind, (32, 32)), most_side=512)


@pytest.mark.parametrize(
    "ending", [b"<script>alert(1)</script>", b"<?php echo 1 ?>", b"PK\x03\x04"]
)
def test_what_hangs_behind_a_picture_does_not_go_on(ending: bytes) -> None:
    assert ending not in reencoded(made("JPEG") + ending, most_side=512)


def test_a_broken_picture_never_is_a_fault_of_ours() -> None:
    """Every byte of a small picture, wrong in turn."""
    for whole in (made("PNG", (3, 3)), made("GIF", (3, 3)), made("WEBP", (3, 3))):
        for place in range(len(whole)):
            broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
            try:
                reencoded(broken, most_side=16)
            except Unfit:
                continue
