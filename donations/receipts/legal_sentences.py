"""What the pack in force prints on every receipt, for whoever answers for it: read, never edited."""

from dataclasses import fields

from donations.core.wording import in_language, tied
from donations.organisation.models import Organisation
from donations.receipts.packs import PACKS
from donations.receipts.packs.pack import PackTexts
from donations.receipts.snapshot import sentence_values


def legal_sentences(organisation: Organisation) -> dict[str, PackTexts]:
    """By language, with the foundation's name, aim and account filled in; empty what is not printed."""
    return {language: _filled(organisation, language) for language in PACKS[organisation.receipt_pack].texts}


def _filled(organisation: Organisation, language: str) -> PackTexts:
    pack = PACKS[organisation.receipt_pack]
    purpose = in_language(organisation.purpose, language, organisation.default_language)
    values = sentence_values(organisation.legal_name, purpose, organisation.bank_account)
    texts = {each.name: tied(getattr(pack.texts[language], each.name) % values, language) for each in fields(PackTexts)}
    if pack.tax_needs_account and not organisation.bank_account:
        texts["about_tax"] = ""
    return PackTexts(**texts)
