"""The blueprint that the views of this folder hang on."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
