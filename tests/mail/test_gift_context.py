"""What letters about gifts are made from."""

from donations.mail.compose import compose
from donations.mail.gift_context import letter_head_of
from tests.mail.drafts import Organisation, a_context, a_draft, text_of


def test_the_letter_head_stays_when_its_row_is_gone() -> None:
    organisation = Organisation()
    head = letter_head_of(organisation)
    del organisation.legal_name, organisation.city, organisation.accent
    assert "Fundacja Otwarte Łąki" in text_of(compose(a_draft(context=a_context(organisation=head))))
