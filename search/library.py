"""Everything this package takes from Whoosh 2.7.4, in one place.

Whoosh has no type information, so its names arrive here as `Any` and nowhere else. Its modules
are also imported here and nowhere later: compiling them for the first time prints SyntaxWarnings
on newer Pythons, which must not reach a program (or a test run) that treats warnings as errors.
"""

import importlib
import secrets
import warnings
from typing import Any


def _quietly(module: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(module)


_index = _quietly("whoosh.index")
_codec = _quietly("whoosh.codec.whoosh3")
_fields = _quietly("whoosh.fields")
_formats = _quietly("whoosh.formats")

# The library names segments by `random`. Where a program seeds that, as testing tools do, it would
# write a new segment over an old one of the same name.
_codec.W3Segment._random_id = staticmethod(lambda size=16: secrets.token_hex(size // 2))

VERSION: tuple[int, ...] = _quietly("whoosh").__version__
if VERSION != (2, 7, 4):
    # Others of the same name put their files into the same place, and find what was deleted.
    raise ImportError(f"The search index needs Whoosh 2.7.4; installed is {VERSION}.")
INDEX_NAME: str = _index._DEF_INDEX_NAME
TOC: Any = _index.TOC
open_dir: Any = _index.open_dir
create_in: Any = _index.create_in
Codec: Any = _codec.W3Codec
Column: Any = _fields.COLUMN
FieldType: Any = _fields.FieldType
Schema: Any = _fields.Schema
Stored: Any = _fields.STORED
Existence: Any = _formats.Existence
Positions: Any = _formats.Positions
NumericColumn: Any = _quietly("whoosh.columns").NumericColumn
SegmentReader: Any = _quietly("whoosh.reading").SegmentReader
SegmentWriter: Any = _quietly("whoosh.writing").SegmentWriter
FileStorage: Any = _quietly("whoosh.filedb.filestore").FileStorage
FileLock: Any = _quietly("whoosh.util.filelock").FileLock
byte_to_length: Any = _quietly("whoosh.util.numeric").byte_to_length
stem_english: Any = _quietly("whoosh.lang.porter2").stem
_quietly("whoosh.codec")
