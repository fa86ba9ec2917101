"""The blueprint all pages about members belong to."""

from flask import Blueprint

views = Blueprint("members", __name__)
