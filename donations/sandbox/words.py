"""What the sandbox's payment page says. A demonstration page of its own, so its few words stay here."""

_WORDS = {
    "en": {
        "banner": "Stripe sandbox: no money moves",
        "banner_more": "This page stands in for Stripe’s. There is nothing to type: choose how the payment ends.",
        "title": "Payment (sandbox)",
        "total": "Total",
        "email": "E-mail",
        "choose": "How does the payment end?",
        "paid": "The card pays",
        "declined": "The bank declines",
        "insufficient_funds": "Not enough money on the card",
        "three_d_secure": "The bank asks for a confirmation (3\u2011D Secure)",
        "settles_later": "A transfer that arrives later",
        "fails_later": "A transfer that never arrives",
        "abandon": "Go back without paying",
        "bank": "Your bank asks: is this payment yours?",
        "confirm": "Yes, confirm",
        "refuse": "No, refuse",
        "card_declined": "The card was declined. You can try again.",
        "payment_intent_authentication_failure": "The bank did not confirm the payment. You can try again.",
        "expired": "This payment page has expired. Nothing was taken.",
        "complete": "This payment is finished. Nothing more will be taken.",
        "onward": "Continue",
        "back": "Go back",
        "missing": "There is no such payment page.",
    },
    "pl": {
        "banner": "Stripe na próbę: bez prawdziwych pieniędzy",
        "banner_more": "Ta strona zastępuje stronę Stripe. Nie trzeba nic wpisywać: wystarczy wybrać, co się stanie.",
        "title": "Płatność (próba)",
        "total": "Razem",
        "email": "E-mail",
        "choose": "Jak skończy się ta płatność?",
        "paid": "Płatność kartą się udaje",
        "declined": "Bank odrzuca płatność",
        "insufficient_funds": "Za mało środków na karcie",
        "three_d_secure": "Bank prosi o potwierdzenie (3\u2011D Secure)",
        "settles_later": "Przelew, który dotrze później",
        "fails_later": "Przelew, który nigdy nie dotrze",
        "abandon": "Powrót bez płacenia",
        "bank": "Bank pyta: czy to Państwa płatność?",
        "confirm": "Tak, potwierdzam",
        "refuse": "Nie, odrzucam",
        "card_declined": "Karta została odrzucona. Można spróbować jeszcze raz.",
        "payment_intent_authentication_failure": "Bank nie potwierdził płatności. Można spróbować jeszcze raz.",
        "expired": "Ta strona płatności wygasła. Nic nie zostało pobrane.",
        "complete": "Ta płatność jest zakończona. Nic więcej nie zostanie pobrane.",
        "onward": "Dalej",
        "back": "Powrót",
        "missing": "Nie ma takiej strony płatności.",
    },
}


def words(language: str) -> dict[str, str]:
    """The texts in that language; English for one we do not speak."""
    return _WORDS.get(language, _WORDS["en"])
