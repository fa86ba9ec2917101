"""The key that evidence is signed with, and those it was signed with before.

Each line is an Ed25519 seed in base64. The first signs; the others are only checked by, so that
a new key is a new first line. Whoever checks without our server has the public lines.
"""

import binascii
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from community.core.errors import Refused
from community.core.ids import new_id
from community.settings import Settings, WrongSetting

FILE = "evidence_key"
KIND = "comentor-ed25519"
KEY_BYTES = 32
SIGNATURE_BYTES = 64
ID_LENGTH = 16


@dataclass(frozen=True)
class Signature:
    key_id: str
    words: str  # base64


class Checking:
    """Public keys, by their id."""

    def __init__(self, keys: dict[str, Ed25519PublicKey]) -> None:
        self._keys = keys

    def confirms(self, content: bytes, signature: Signature) -> bool:
        key, raw = self._keys.get(signature.key_id), exact_base64(signature.words)
        if key is None or raw is None or len(raw) != SIGNATURE_BYTES:
            return False
        try:
            key.verify(raw, content)
        except InvalidSignature:
            return False
        return True

    def knows(self, key_id: str) -> bool:
        return key_id in self._keys

    def public_lines(self) -> str:
        """For whoever checks by themselves: a line for each key, the one that signs first."""
        lines = (f"{KIND} {key_id} {_letters(key)}\n" for key_id, key in self._keys.items())
        return "".join(lines)


class Keyring(Checking):
    def __init__(self, seeds: list[bytes]) -> None:
        self._signer = Ed25519PrivateKey.from_private_bytes(seeds[0])
        public = [Ed25519PrivateKey.from_private_bytes(seed).public_key() for seed in seeds]
        super().__init__({id_of(key): key for key in public})

    def sign(self, content: bytes) -> Signature:
        key_id = id_of(self._signer.public_key())
        return Signature(key_id, b64encode(self._signer.sign(content)).decode())


def keyring(settings: Settings) -> Keyring:
    """From the setting, or the file in the data directory; made when it is first needed."""
    text = settings.evidence_key.get_secret_value()
    return Keyring(_seeds(text or _from_file(settings.data / FILE)))


def public_keys(text: str) -> Checking:
    """What `public_lines` gave."""
    keys = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        kind, _, rest = line.partition(" ")
        key_id, _, letters = rest.partition(" ")
        raw = exact_base64(letters)
        if kind != KIND or raw is None or len(raw) != KEY_BYTES:
            raise Refused(f"A line of the keys is not like '{KIND} id key'.")
        key = Ed25519PublicKey.from_public_bytes(raw)
        if id_of(key) != key_id:
            raise Refused(f"The key {key_id} is not what it is called.")
        keys[key_id] = key
    if not keys:
        raise Refused("There is no key to check by.")
    return Checking(keys)


def id_of(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes_raw()).hexdigest()[:ID_LENGTH]


def exact_base64(letters: str) -> bytes | None:
    """The bytes, if these are the only letters that stand for them."""
    try:
        raw = b64decode(letters, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if b64encode(raw).decode() == letters else None


def _letters(key: Ed25519PublicKey) -> str:
    return b64encode(key.public_bytes_raw()).decode()


def _seeds(text: str) -> list[bytes]:
    seeds = [exact_base64(line) for line in text.replace(",", "\n").split()]
    good = [seed for seed in seeds if seed is not None and len(seed) == KEY_BYTES]
    if not good or len(good) != len(seeds):
        raise WrongSetting(
            "The key for evidence (COMENTOR_EVIDENCE_KEY, or the file evidence_key in the data "
            "directory) has to be 32 random bytes in base64 a line."
        )
    return good


def _from_file(path: Path) -> str:
    if not path.exists():
        _make(path)
    return path.read_text("ascii")


def _make(path: Path) -> None:
    """Whole or not at all; of two processes at once, one makes it. It is on the disk before
    anything is signed with it: without it, that would be worth nothing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{FILE}-{new_id()}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.write(b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
