"""Addresses compiled once for all the applications of a test run: that was most of making one."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from werkzeug.routing import Rule


class KeptRule(Rule):
    """What matches and builds an address depends on nothing but what is asked for here."""

    parsed: ClassVar[dict[str, tuple[Any, ...]]] = {}
    builders: ClassVar[dict[str, Callable[..., tuple[str, str]]]] = {}

    def compile(self) -> None:
        key = repr((self.rule, self.host, self.subdomain, self.defaults, self.merge_slashes))
        if key not in self.parsed:
            super().compile()
            kept = self._parts, self._trace, self._converters, frozenset(self.arguments)
            self.parsed[key] = kept
            return
        self._parts, self._trace, self._converters, arguments = self.parsed[key]
        self.arguments |= arguments
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = repr((self.rule, self._trace, self.defaults, append_unknown))
        if key not in self.builders:
            self.builders[key] = super()._compile_builder(append_unknown)
        return self.builders[key]


def keep_routes() -> None:
    Flask.url_rule_class = KeptRule
