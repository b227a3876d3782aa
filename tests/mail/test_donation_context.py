"""What letters about donations are made from."""

from donations.mail.compose import compose
from donations.mail.donation_context import letter_head_of
from tests.mail.drafts import Organisation, a_context, a_draft, text_of


def test_the_letter_head_stays_when_its_row_is_gone() -> None:
    organisation = Organisation()
    head = letter_head_of(organisation)
    del organisation.legal_name, organisation.city, organisation.accent
    assert "Fundacja Otwarte Łąki" in text_of(compose(a_draft(context=a_context(organisation=head))))


def test_a_legal_notice_stands_at_the_foot_in_the_letters_language_and_nowhere_when_empty() -> None:
    said = Organisation(legal_notice={"en": "Supervised by the minister.", "pl": "Nadzór: minister."})
    letter = compose(a_draft(context=a_context(organisation=said)))
    assert "NIP 7250000000\nSupervised by the minister.\nhttps://meadows.example" in text_of(letter)
    assert "Supervised by the minister." in text_of(letter, "html")
    assert "Nadzór" not in text_of(letter)
    assert "NIP 7250000000\nhttps://meadows.example" in text_of(compose(a_draft(context=a_context())))
