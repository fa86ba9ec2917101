"""Changing insights."""
