"""Machines that run tests are shared: how long an example takes says nothing about our code."""

from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
