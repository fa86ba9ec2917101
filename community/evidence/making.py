"""The files of a signed statement."""

import json
from dataclasses import dataclass

from community.core.text import slug
from community.evidence.keys import Keyring, Signature
from community.evidence.sealing import json_file


@dataclass(frozen=True)
class Made:
    name: str
    content: bytes


def file_of(payload: str, signature: Signature, kind: str, keys: Keyring) -> Made:
    """`kind`: json."""
    return Made(f"{_name(payload)}.{kind}", json_file(payload, signature))


def _name(payload: str) -> str:
    """`evidence-2026-05-24-splints-that-stay-on`."""
    session = json.loads(payload)["session"]
    return f"evidence-{session['began'][:10]}-{slug(session['title'])[:60]}".strip("-")
