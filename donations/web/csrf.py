"""Protection against forms sent from elsewhere: on for every view that does not say why it needs none."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
