"""Where the pages about evidence hang."""

from flask import Blueprint

views = Blueprint("evidence", __name__)
