"""The Polish pack: a foundation confirms a donation of money.

No statute prescribes the form. What a donor may take off their income rests on proof of payment to the foundation's
bank account (PIT Act, art. 26(7)(1)); a payment by card or wallet reaches that account only as a collective payout.
So the receipt promises nothing, and names the bank transfer.
"""

from donations.receipts.packs.pack import Pack, PackTexts

POLISH = Pack(
    version="2026-11",
    organisation_fields=(
        "legal_name",
        "address_line",
        "postcode",
        "city",
        "registration.krs",
        "registration.nip",
        "registration.regon",
        "purpose",
    ),
    donor_fields=("donor_name",),
    tax_needs_account=True,
    texts={
        "pl": PackTexts(
            title="Potwierdzenie otrzymania darowizny",
            received="%(issuer)s potwierdza otrzymanie tej darowizny pieniężnej z przeznaczeniem "
            "na cele statutowe: %(purpose)s.",
            received_in_kind="%(issuer)s potwierdza otrzymanie tej darowizny rzeczowej o podanej wartości "
            "z przeznaczeniem na cele statutowe: %(purpose)s.",
            nothing_in_return="W zamian za darowiznę nie przekazano darczyńcy żadnych towarów, usług ani innych "
            "świadczeń.",
            about_tax="Podstawą odliczenia darowizny od dochodu jest dowód wpłaty na rachunek bankowy obdarowanego, "
            "dlatego darowiznę z myślą o odliczeniu przekazuje się przelewem na rachunek %(account)s; "
            "niniejsze potwierdzenie nie rozstrzyga o prawie do odliczenia.",
            closing="Dokument wystawiony elektronicznie, ważny bez podpisu.",
        ),
        "en": PackTexts(
            title="Confirmation of a donation",
            received="%(issuer)s confirms that it has received this gift of money for its statutory aims: %(purpose)s.",
            received_in_kind="%(issuer)s confirms that it has received this gift in kind, of the value stated, "
            "for its statutory aims: %(purpose)s.",
            nothing_in_return="Nothing was given in return: the donor received no goods, services or other benefits.",
            about_tax="In Poland the tax deduction for a gift rests on proof of payment to the foundation’s bank "
            "account, so a bank transfer to %(account)s is the way to give with the deduction in mind; "
            "this confirmation does not decide whether a deduction is due.",
            closing="Issued electronically; valid without a signature.",
        ),
    },
)
