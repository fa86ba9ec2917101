"""The address that ends mails to a member: signed, so that it works without signing in,
and works for nothing else."""

from itsdangerous import BadSignature, URLSafeSerializer

from community.core.errors import NotFound
from community.mail.office import signing_key


def path_for(member_id: str) -> str:
    return f"/unsubscribe/{_signer().dumps(member_id)}"


def member_in(token: str) -> str:
    """The id of the member whose letter this address stood in."""
    try:
        member_id: str = _signer().loads(token)
    except BadSignature:
        raise NotFound from None
    return member_id


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt="unsubscribe")
