"""The blueprint all pages of administration belong to."""

from flask import Blueprint

views = Blueprint("administration", __name__)
AT = "/administration"
