"""Sixty files that pretend: to be harmless, to be another kind, or to be two kinds at once.

Each tries to run `RUN` in whatever opens it. `(name, content)`, as somebody would upload it.
"""

import io
import zipfile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

RUN = "alert('CANARY')"
SCRIPT = f"<script>{RUN}</script>".encode()
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"<img src=x onerror=" + RUN.encode() + b">"
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{RUN}\">{SCRIPT.decode()}</svg>".encode()
XHTML = b"<html xmlns='http://www.w3.org/1999/xhtml'><head>" + SCRIPT + b"</head></html>"
JS = RUN.encode() + b"//"
PHP = b"<?php system($_GET['c']); ?>" + SCRIPT
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"


def picture(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(out, kind, **more)
    return out.getvalue()


def wordy_png() -> bytes:
    words = PngInfo()
    words.add_text("Comment", HTML.decode())
    return picture("PNG", pnginfo=words)


def packed(*members: str, before: bytes = b"", comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, HTML)
        archive.comment = comment
    return before + out.getvalue()


NAMES = [  # plain HTML under names that one reader or another takes for something else
    "a.html", "A.HTML", "a.htm", "a.xhtml", "a.shtml", "a.html.txt", "a.txt.html", "a.html.",
    "a.html ", "a.html\0.txt", "a.html%00.txt", "a.html;.txt", "a.html::$DATA", "txt.\u202elmth.a",
    "a.mht", "a.hta", "a.php", "a.phtml", "a.php.txt", "a.txt.php", ".htaccess", ".html", "html",
    "../../a.html", "a.svg.txt", "a.pdf", "a.csv", "a.md", "a.png", "a.docx",
]  # fmt: skip
CORPUS: list[tuple[str, bytes]] = [
    *((name, HTML) for name in NAMES),
    ("plain.txt", b"\xef\xbb\xbf" + HTML),
    ("wide.txt", HTML.decode().encode("utf-16")),
    ("seven.txt", b"+ADw-script+AD4-" + JS + b"+ADw-/script+AD4-"),
    ("xml.txt", b"<?xml version='1.0'?>" + XHTML),
    ("drawing.svg", SVG), ("drawing.svgz", SVG), ("drawing.png", SVG), ("drawing.txt", SVG),
    ("drawing.xml", b"<?xml version='1.0'?>" + SVG), ("style.xsl", XHTML), ("page.xhtml", XHTML),
    ("code.js", JS), ("code.mjs", JS), ("code.txt", JS), ("code.md", JS), ("code.csv", JS),
    ("style.css", b"body{background:url(javascript:alert(1))}"),
    ("words.png", wordy_png()), ("behind.jpg", picture("JPEG") + HTML),
    ("inside.jpg", picture("JPEG", comment=HTML)), ("behind.webp", picture("WEBP") + HTML),
    ("behind.gif", picture("GIF") + HTML), ("before.gif", b"GIF89a" + HTML),
    ("code.gif", b"GIF89a=1;" + JS), ("picture.html", picture("PNG") + HTML),
    ("picture.png.php", picture("PNG") + PHP), ("picture.php.png", picture("PNG") + PHP),
    ("paper.pdf", PDF + HTML), ("paper.html.pdf", HTML + PDF), ("paper.pdf.html", PDF + HTML),
    ("letter.docx", packed("word/document.xml", "a.html")),
    ("letter.zip.docx", packed("word/document.xml", before=HTML)),
    ("table.xlsx", packed("xl/workbook.xml", comment=HTML)), ("letter.docm", packed("a.html")),
    ("code.jar", packed("META-INF/MANIFEST.MF")), ("formula.csv", b"=cmd|' /C calc'!A0," + HTML),
]  # fmt: skip
