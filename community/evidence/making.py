"""The files of a signed statement."""

import json
from dataclasses import dataclass
from typing import Any

from community.core.text import slug
from community.core.threads import in_thread
from community.evidence.keys import Keyring, Signature
from community.evidence.on_paper import pdf_of
from community.evidence.sealing import json_file, pdf_file


@dataclass(frozen=True)
class Made:
    name: str
    content: bytes


def file_of(payload: str, signature: Signature, kind: str, keys: Keyring) -> Made:
    """`kind`: json, as it was signed; or pdf, which is set and signed each time."""
    statement = json.loads(payload)
    if kind == "pdf":
        content = pdf_file(keys, in_thread(pdf_of, statement), statement["code"])
    else:
        content = json_file(payload, signature)
    return Made(f"{_name(statement)}.{kind}", content)


def _name(statement: dict[str, Any]) -> str:
    if "log" in statement:
        return f"learning-{statement['log']['since']}-to-{statement['log']['until']}"
    session = statement["session"]
    return f"evidence-{session['began'][:10]}-{slug(session['title'])[:60]}".strip("-")
