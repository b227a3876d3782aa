"""How something is asked of the provider at most once, though answers are lost; and what its refusals mean.

The request carries a key of ours: asked again within a day it is the same request. Older than that, nothing is sent.
What is not fresh is looked up before it is sent, even if nothing here tells of a sending: this database may be a copy
that was taken before it.
"""

from dataclasses import dataclass
from datetime import timedelta

from donations.payments.gateway import GatewayRefused

KEY_IS_GOOD_FOR = timedelta(hours=23)  # the provider remembers keys for 24 hours
FRESH_FOR = timedelta(hours=1)
NOT_ANSWERED = "not_answered"
REFUSED = "refused"
_LONGEST_CODE = 60
_SERVER_ERROR = 500
_NOT_ABOUT_THE_REQUEST = (401, 403)  # our key at the provider is wrong: nothing was decided


@dataclass(frozen=True, slots=True)
class NotDone:
    """The provider did not do it. `is_final`: and will not, of this request."""

    code: str
    is_final: bool


def understood(refused: GatewayRefused) -> NotDone:
    """What an answer with an error means, once a look-up has shown that it was not done after all."""
    status = refused.parameters.get("status") or _SERVER_ERROR
    code = str(refused.parameters.get("code") or REFUSED)[:_LONGEST_CODE]
    return NotDone(code, is_final=status < _SERVER_ERROR and status not in _NOT_ABOUT_THE_REQUEST)
