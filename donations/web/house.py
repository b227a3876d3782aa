"""The settings and tools of the running application, for views."""

from typing import cast

from flask import current_app

from donations.reactions import Tools
from donations.settings import Settings


def settings() -> Settings:
    """The settings the application was made with."""
    return cast("Settings", current_app.extensions["settings"])


def tools() -> Tools:
    """Links, post and gateway."""
    return cast("Tools", current_app.extensions["tools"])
