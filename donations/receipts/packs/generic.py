"""The generic pack: a plain confirmation for countries without rules of their own here."""

from donations.receipts.packs.pack import Pack, PackTexts

GENERIC = Pack(
    version="2026-11",
    organisation_fields=("legal_name", "address_line", "city", "country", "purpose"),
    donor_fields=("donor_name",),
    tax_needs_account=False,
    texts={
        "en": PackTexts(
            title="Donation receipt",
            received="%(issuer)s confirms that it has received this gift of money for its charitable purpose: "
            "%(purpose)s.",
            received_in_kind="%(issuer)s confirms that it has received this gift in kind, of the value stated, for its "
            "charitable purpose: %(purpose)s.",
            nothing_in_return="No goods, services or other benefits were provided in return for this gift.",
            about_tax="This receipt makes no statement about tax: that is decided by the law of your country.",
            closing="Issued electronically; valid without a signature.",
        ),
        "pl": PackTexts(
            title="Potwierdzenie darowizny",
            received="%(issuer)s potwierdza otrzymanie tej darowizny pieniężnej z przeznaczeniem "
            "na cele statutowe: %(purpose)s.",
            received_in_kind="%(issuer)s potwierdza otrzymanie tej darowizny rzeczowej o podanej wartości "
            "z przeznaczeniem na cele statutowe: %(purpose)s.",
            nothing_in_return="W zamian za darowiznę nie przekazano żadnych towarów, usług ani innych korzyści.",
            about_tax="Potwierdzenie nie rozstrzyga o skutkach podatkowych: określa je prawo kraju darczyńcy.",
            closing="Dokument wystawiony elektronicznie, ważny bez podpisu.",
        ),
    },
)
