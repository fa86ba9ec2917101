"""The blueprint all pages about invitations belong to."""

from flask import Blueprint

views = Blueprint("invitations", __name__)
