"""Statements as files that carry their signature, and the checking of such files.

JSON: one way to write it, so that any other byte is another file. PDF: the signature covers
every byte before it and stands in a last line, which readers of PDF pass over.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from community.evidence.keys import Checking, Keyring, Signature

FORMAT = "comentor-evidence/1"
MOST_BYTES = 900_000
_STATEMENT, _PDF = b"comentor-evidence/1\n", b"comentor-evidence-pdf/1\n"
_SEAL = re.compile(
    rb"\n%comentor-evidence/1 ([0-9A-Z]{1,24}) ([0-9a-f]{1,20}) ([A-Za-z0-9+/=]{1,100})\n\Z"
)
Statement = dict[str, Any]


class NotGenuine(Exception):
    """The file is not as it was signed, or was not signed here; says which."""


@dataclass(frozen=True)
class Found:
    """What a genuine file is: `statement` where it is JSON, which holds all of it."""

    code: str
    key_id: str
    statement: Statement | None = None


def canonical(statement: Statement) -> str:
    """The one way to write it, which is what is signed."""
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign(keys: Keyring, payload: str) -> Signature:
    return keys.sign(_STATEMENT + payload.encode())


def confirms(keys: Checking, payload: str, signature: Signature) -> bool:
    return keys.confirms(_STATEMENT + payload.encode(), signature)


def json_file(payload: str, signature: Signature) -> bytes:
    return _written(json.loads(payload), signature)


def pdf_file(keys: Keyring, pdf: bytes, code: str) -> bytes:
    signature = keys.sign(_PDF + code.encode() + b"\n" + pdf)
    seal = f"\n%comentor-evidence/1 {code} {signature.key_id} {signature.words}\n"
    return pdf + seal.encode("ascii")


def check(content: bytes, keys: Checking) -> Found:
    """Raises `NotGenuine` for anything but a file of ours with every byte in its place."""
    if content.startswith(b"%PDF-"):
        return _check_pdf(content, keys)
    return _check_json(content, keys)


def _written(statement: Statement, signature: Signature) -> bytes:
    whole = {"statement": statement, "key": signature.key_id, "signature": signature.words}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def _check_json(content: bytes, keys: Checking) -> Found:
    try:
        whole = json.loads(content.decode("utf-8"))
        statement = whole["statement"]
        signature = Signature(str(whole["key"]), str(whole["signature"]))
        code, exact = statement["code"], _written(statement, signature) == content
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotGenuine("This is no evidence file, or it was changed.") from None
    _must_know(keys, signature.key_id)
    if not exact or not confirms(keys, canonical(statement), signature):
        raise NotGenuine("This file was changed since it was signed.")
    return Found(code, signature.key_id, statement)


def _check_pdf(content: bytes, keys: Checking) -> Found:
    seal = _SEAL.search(content[-300:])
    if seal is None:
        raise NotGenuine("This is no evidence file, or it was changed.")
    code, signature = seal[1].decode(), Signature(seal[2].decode(), seal[3].decode())
    _must_know(keys, signature.key_id)
    pdf = content[: -len(seal[0])]
    if not keys.confirms(_PDF + code.encode() + b"\n" + pdf, signature):
        raise NotGenuine("This file was changed since it was signed.")
    return Found(code, signature.key_id)


def _must_know(keys: Checking, key_id: str) -> None:
    if not keys.knows(key_id):
        raise NotGenuine("This file was not signed with a key of this community.")
