"""The addresses of our pages as letters and the payment provider need them: absolute, from the configured base URL."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from donations.core import tokens

THANKS = "thanks"
RECEIPT = "receipt"
RETURN = "return"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Links:
    """`base_url` without a slash at its end; `secret` signs the tokens."""

    base_url: str
    secret: str

    @property
    def host(self) -> str:
        """The host of our pages, for the identity of letters."""
        return urlsplit(self.base_url).hostname or "localhost"

    def thanks(self, donation_id: UUID, language: str) -> str:
        """The page that tells what became of a gift."""
        return f"{self.base_url}/{language}/thanks/{tokens.sign(self.secret, THANKS, donation_id)}"

    def back_to_form(self, donation_id: UUID, language: str) -> str:
        """The filled form, for a visitor who left the payment page without paying."""
        return f"{self.base_url}/{language}/give/return/{tokens.sign(self.secret, RETURN, donation_id)}"

    def receipt(self, receipt_id: UUID, language: str) -> str:
        """A receipt, for whoever holds the letter."""
        return f"{self.base_url}/{language}/receipts/{tokens.sign(self.secret, RECEIPT, receipt_id)}"

    def check_receipt(self, number: str, code: str, language: str) -> str:
        """The public page that says whether a receipt is valid."""
        return f"{self.base_url}/{language}/receipts/check?{urlencode({'number': number, 'code': code})}"

    @property
    def staff_side(self) -> str:
        """Where those who work here sign in."""
        return f"{self.base_url}/staff"

    def staff(self, letter_id: UUID, language: str) -> str:
        """Where the reader of a letter to staff chooses a password."""
        return f"{self.base_url}/{language}/staff/welcome/{tokens.sign(self.secret, STAFF, letter_id)}"

    def read(self, purpose: str, token: str) -> UUID:
        """The id a link of this purpose stands for; raises `NotFound`."""
        return tokens.read(self.secret, purpose, token)
