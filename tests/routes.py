"""Addresses compiled once for all the applications of a test run: that was most of making one."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from werkzeug.routing import Rule


class KeptRule(Rule):
    """What builds an address depends on nothing but what is asked for here."""

    kept: ClassVar[dict[str, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        parts: Any = self._trace  # type: ignore[attr-defined]
        key = repr((self.rule, parts, self.defaults, append_unknown))
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]


def keep_routes() -> None:
    Flask.url_rule_class = KeptRule
