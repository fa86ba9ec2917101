"""A browser's forms against the running server, with cookie and token as a browser has them."""

import re
from typing import Any, Self

import requests


class Web:
    def __init__(self, url: str, cookie: str = "") -> None:
        self.url = url
        self.session = requests.Session()
        if cookie:
            name, _, value = cookie.partition("=")
            self.session.cookies.set(name, value, domain="127.0.0.1")

    def get(self, address: str, **query: Any) -> requests.Response:
        return self.session.get(self.url + address, params=query, timeout=30)

    def post(self, address: str, **fields: Any) -> requests.Response:
        fields["csrf_token"] = self.token()
        return self.session.post(self.url + address, data=fields, timeout=30, allow_redirects=False)

    def token(self) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/sign-in").text)
        assert found, "The sign-in page has no token."
        return found[1]

    def close(self) -> None:
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
