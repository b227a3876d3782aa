"""The addresses of our pages as letters and the payment provider need them: absolute, from the configured base URL."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from donations.core import tokens
from donations.core.text_normalisation import ascii_lower

THANKS = "thanks"
RECEIPT = "receipt"
RETURN = "return"
STAFF = "staff"
PLAN = "plan"
CANCEL_EMAIL = "cancel e-mail change"


@dataclass(frozen=True, slots=True)
class Links:
    """`base_url` without a slash at its end; `secret` signs the tokens."""

    base_url: str
    secret: str

    def for_reader(self, url: str) -> str:
        """A link in a letter that opens something for whoever has it: each goes through here (`ShownLinks`)."""
        return url

    @property
    def host(self) -> str:
        """The host of our pages, for the identity of letters."""
        return urlsplit(self.base_url).hostname or "localhost"

    def thanks(self, donation_id: UUID, language: str) -> str:
        """The page that tells what became of a donation."""
        return f"{self.base_url}/{language}/thanks/{tokens.sign(self.secret, THANKS, donation_id)}"

    def back_to_form(self, donation_id: UUID, language: str) -> str:
        """The filled form, for a visitor who left the payment page without paying."""
        return f"{self.base_url}/{language}/give/return/{tokens.sign(self.secret, RETURN, donation_id)}"

    def receipt(self, receipt_id: UUID, language: str) -> str:
        """A receipt, for whoever holds the letter."""
        return self.for_reader(f"{self.base_url}/{language}/receipts/{tokens.sign(self.secret, RECEIPT, receipt_id)}")

    def check_receipt(self, number: str, code: str, language: str) -> str:
        """The public page that says whether a receipt is valid."""
        return f"{self.base_url}/{language}/receipts/check?{urlencode({'number': number, 'code': code})}"

    @property
    def staff_side(self) -> str:
        """Where those who work here sign in."""
        return f"{self.base_url}/staff"

    def staff(self, letter_id: UUID, language: str) -> str:
        """Where the reader of a letter to staff chooses a password."""
        return self.for_reader(f"{self.base_url}/{language}/staff/welcome/{tokens.sign(self.secret, STAFF, letter_id)}")

    def plan(self, plan_id: UUID, address: str, language: str) -> str:
        """One plan, to be changed or ended by whoever reads its letters: at this address, and as long as
        they go there. Who has read them before, or for a while by fraud, opens nothing any more."""
        return self.for_reader(self._plan(plan_id, address, language))

    def plan_card(self, plan_id: UUID, address: str, language: str) -> str:
        """Where another card is given for it."""
        return self.for_reader(f"{self._plan(plan_id, address, language)}/card")

    def read_plan(self, token: str, address_of: Callable[[UUID], str]) -> UUID:
        """The id of the plan such a link opens; raises `NotFound`, also when its letters go elsewhere now."""
        return self.read(_plan_of(address_of(tokens.claimed_subject(token))), token)

    def give(self, language: str, campaign: str | None = None, **filled: str) -> str:
        """The form, of a campaign (by its slug) or the general one, with the fields that are named filled in."""
        form = f"{self.base_url}/{language}/give" + (f"/{campaign}" if campaign else "")
        return form + (f"?{urlencode(filled)}" if filled else "")

    def my_giving(self, language: str) -> str:
        """The supporter's own place."""
        return f"{self.base_url}/{language}/my"

    def my_sign_in(self, token: str, language: str) -> str:
        """Into it, once. The token is random, not signed: it is made for one letter."""
        return self.for_reader(f"{self.base_url}/{language}/my/sign-in/{token}")

    def confirm_email(self, token: str, language: str) -> str:
        """Where the reader of a new address says that it is theirs; the token as for signing in."""
        return self.for_reader(f"{self.base_url}/{language}/my/e-mail/confirm/{token}")

    def cancel_email(self, change_id: UUID, language: str) -> str:
        """Where the reader of the old address says yes or no."""
        return self.for_reader(
            f"{self.base_url}/{language}/my/e-mail/cancel/{tokens.sign(self.secret, CANCEL_EMAIL, change_id)}"
        )

    def read(self, purpose: str, token: str) -> UUID:
        """The id a link of this purpose stands for; raises `NotFound`."""
        return tokens.read(self.secret, purpose, token)

    def _plan(self, plan_id: UUID, address: str, language: str) -> str:
        return f"{self.base_url}/{language}/plans/{tokens.sign(self.secret, _plan_of(address), plan_id)}"


@dataclass(frozen=True, slots=True)
class ShownLinks(Links):
    """The same as somebody at the desk may read them: `own_link`, words, stands for all that opens something.

    Made by `shown_links`, with a secret that is none: a link that forgot to say whom it is for opens nothing either.
    """

    own_link: str

    def for_reader(self, _url: str) -> str:
        return self.own_link


def shown_links(links: Links, own_link: str) -> ShownLinks:
    """For letters that are shown, and not sent."""
    return ShownLinks(links.base_url, "not a secret: it signs what nobody accepts", own_link)


def _plan_of(address: str) -> str:
    return f"{PLAN} {ascii_lower(address.strip())}"
