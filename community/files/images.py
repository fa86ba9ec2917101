"""Pictures from outside, drawn anew: nothing of the file that was sent goes on but what shows.

Each is decoded by a program of its own (`drawing`) with bounds on memory and time. Libraries
that decode pictures are written in C and fed by strangers: what goes wrong there ends that
program, and this one says that the picture could not be read.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

from community.core.errors import Busy, Invalid

MEDIA_TYPE, ENDING = "image/webp", ".webp"
UNREADABLE = "This picture could not be read. Please try a JPEG or PNG."
_UNFIT = 3  # as `drawing` ends when it refuses; importing it would bring the decoders in here
_PROGRAM = str(Path(__file__).with_name("drawing.py"))
# What a Python needs to find itself and its libraries; no address, no secret of ours.
_NEEDED = ("PATH", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME")
# A large picture takes hundreds of megabytes while it is decoded: two at a time.
_turns = threading.BoundedSemaphore(2)
_PATIENCE = 20.0  # seconds to wait for a turn


def reencoded(content: bytes, *, most_side: int, square: bool = False) -> bytes:
    """The picture as WebP, upright, at most `most_side` on its longer side, without metadata.

    `square` keeps its middle only. Raises `Invalid` for what is no JPEG, PNG, WebP or GIF
    (by content, whatever it is called), and for what is too large to unfold.
    """
    if not _turns.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        drawn = _run(content, str(most_side), "square" if square else "whole")
    finally:
        _turns.release()
    if drawn.returncode:
        sentence = drawn.stdout.decode() if drawn.returncode == _UNFIT else ""
        raise Invalid(sentence or UNREADABLE)
    return drawn.stdout


def _run(content: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Waiting for a program gives way to others; it ends by itself, as its first act sees to.

    `-P` keeps the folder it lies in, and so the names of its neighbours, out of its imports.
    """
    return subprocess.run(  # noqa: S603 - our own program; the picture goes to its input
        [sys.executable, "-P", _PROGRAM, *arguments],
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        check=False,
    )
