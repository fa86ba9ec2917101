"""Whether the installed Whoosh is, byte for byte, the one this was built and tested with.

Several projects publish under that name and write into the same directory, and nobody looks after
the original any more. The wheel is `Whoosh-2.7.4-py2.py3-none-any.whl`, SHA-256
`aa39c3c3426e3fd107dcb4bde64ca1e276a65a889d9085a6e4b54ba82420a852`.
"""

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

KNOWN = "adf5f900e81d337327bf5a0fc0a49b43d98c9b433873c0960944beba9ebf7e76"
OTHER = (
    "The installed Whoosh is not the one that Comentor knows: install it anew with "
    "`pip install --force-reinstall --no-deps Whoosh==2.7.4`, and reindex."
)


def is_known() -> bool:
    return digest() == KNOWN


def digest() -> str:
    """Of the names and contents of all its modules."""
    spec = find_spec("whoosh")
    if spec is None or spec.submodule_search_locations is None:
        return ""
    place = Path(next(iter(spec.submodule_search_locations)))
    found = sha256()
    for path in sorted(place.rglob("*.py")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(place).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()
