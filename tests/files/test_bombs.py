"""Pictures made to exhaust whoever opens them: each is opened by a program that may fail alone."""

import io
import os
import resource
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from community.core.errors import Busy, Invalid
from community.files import images
from community.files.images import UNREADABLE, reencoded
from tests.files.pictures import black_png, gif_of, moving_png, packed, packed_svg, png, wordy_png

UNFOLDED_LEAST = 20_000  # KB; each of these would take more


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        reencoded(content, most_side=512)
    return refusal.value.message


def most_memory() -> int:
    """The most this process ever had, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize(
    ("bomb", "sentence"),
    [(black_png(13_000), "too large: 13,000 by 13,000"),
     (black_png(14_000), "too large: 14,000 by 14,000"),
     (png(12_001, 1), "too large"), (png(1, 12_001), "too large"),
     (png(5_001, 5_000), "too large"), (png(2**31 - 1, 2**31 - 1), "too large"),
     (moving_png(10_000), "moves for too long"), (gif_of(150), "moves for too long"),
     (wordy_png(200), "could not be read"), (packed_svg(100), "could not be read")],
    ids=["13,000", "14,000", "wide", "high", "25 Mpx", "2^31", "10,000 frames", "150 frames",
         "comment of 200 MB", "packed drawing"],
)  # fmt: skip
def test_what_would_unfold_without_end_is_refused_with_a_sentence(
    bomb: bytes, sentence: str
) -> None:
    assert len(bomb) < 5_000_000, "it is one that would be let in by its size"
    before = most_memory()
    assert sentence in refused(bomb)
    assert most_memory() - before < UNFOLDED_LEAST


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_the_largest_picture_that_is_taken_fits_its_bounds(mode: str) -> None:
    drawn = reencoded(packed("PNG", (5000, 5000), mode), most_side=512)
    assert Image.open(io.BytesIO(drawn)).size == (512, 512)


def test_the_largest_webp_fits_its_bounds_too() -> None:
    assert reencoded(packed("WEBP", (5000, 5000), "RGBA"), most_side=512)


@pytest.mark.parametrize(
    "program",
    ["import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
     "raise MemoryError", "import sys; sys.exit(1)", "import os; os._exit(139)",
     "import sys; sys.stdin.close(); sys.exit(1)"],
    ids=["a fault in a library", "no memory", "an end", "a silent end", "reads nothing"],
)  # fmt: skip
def test_a_program_that_dies_means_that_the_picture_could_not_be_read(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dies.py").write_text(program)
    monkeypatch.setattr(images, "_PROGRAM", str(tmp_path / "dies.py"))
    assert refused(packed("PNG", (9, 9)) * 2000) == UNREADABLE
    monkeypatch.undo()
    assert reencoded(packed("PNG", (9, 9)), most_side=16), "and the next one is drawn again"


BOUNDED = """
import sys; sys.path.insert(0, {folder!r})
import drawing, resource, os
drawing.SECONDS_MOST = 1
drawing._bound_myself()
{act}
"""


@pytest.mark.parametrize(
    "act",
    ["\nwhile True: pass", "import time; time.sleep(60)", "keep = b'x' * (600 * 2**20)",
     "open(__file__ + '.kept', 'ab', 0).write(b'x')"],
    ids=["works for ever", "waits for ever", "takes too much", "writes a file"],
)  # fmt: skip
def test_the_program_cannot_pass_its_bounds(
    act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(Path(images._PROGRAM).parent)
    program = BOUNDED.format(folder=folder, act=act) + "\nprint('done')"
    (tmp_path / "bounded.py").write_text(program)
    monkeypatch.setattr(images, "_PROGRAM", str(tmp_path / "bounded.py"))
    assert refused(b"a picture") == UNREADABLE
    assert not [kept for kept in tmp_path.glob("*.kept") if kept.stat().st_size]


def test_the_program_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMENTOR_SECRET_KEY", "CANARY")
    (tmp_path / "tells.py").write_text("import os; print(dict(os.environ))")
    monkeypatch.setattr(images, "_PROGRAM", str(tmp_path / "tells.py"))
    told = reencoded(b"a picture", most_side=16)
    assert b"PATH" in told
    assert b"CANARY" not in told


def test_the_server_itself_has_no_decoder_in_it() -> None:
    """What is not loaded cannot be attacked: only the program beside it opens pictures."""
    code = "import sys, community.app; print([n for n in sys.modules if n.startswith('PIL.')])"
    read, write = os.pipe()
    program = os.posix_spawn(
        sys.executable, [sys.executable, "-W", "ignore", "-c", code], dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)],
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        assert said.read().strip() == "[]"
    assert os.waitpid(program, 0)[1] == 0


def test_who_waits_too_long_for_a_turn_is_asked_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(images, "_PATIENCE", 0.01)
    monkeypatch.setattr(images, "_turns", threading.BoundedSemaphore(1))
    with images._turns, pytest.raises(Busy):
        reencoded(packed("PNG", (9, 9)), most_side=16)
    assert reencoded(packed("PNG", (9, 9)), most_side=16)
