"""Pages and the API as one person sees them, through the real WSGI application."""

import re
from typing import Any, ClassVar

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from community.settings import Settings
from community.web.identity import cookie_for, cookie_name
from tests.town import Person


class Visitor:
    """Somebody's browser. Forms carry the token of the last page, as a browser's would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **query: Any) -> TestResponse:
        return self.client.get(address, query_string=query or None)

    def post(self, address: str, **fields: Any) -> TestResponse:
        fields["csrf_token"] = self.token()
        return self.client.post(address, data=fields)

    def send(self, method: str, address: str, body: Any = None) -> TestResponse:
        """A call of the API."""
        headers = {"X-CSRFToken": self.token()}
        return self.client.open(address, method=method, json=body, headers=headers)

    def token(self) -> str:
        page = self.client.get("/sign-in").text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, "The sign-in page has no token."
        return found[1]


class Compiled(BytecodeCache):
    """Templates compiled once for all the applications of a test run."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


class Browsing:
    """`address` is where its browsers are on the internet, for what is counted by that."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.app, self.address = app, address
        app.jinja_env.bytecode_cache = Compiled()

    def by(self, person: Person | None = None) -> Visitor:
        """`None` is somebody who is not signed in."""
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = self.address
        if person is not None:
            settings: Settings = self.app.extensions["settings"]
            value = cookie_for(settings, person.sign_in()).partition("=")[2]
            client.set_cookie(cookie_name(settings), value)
        return Visitor(client)
