"""What the sandbox's own page says, beside what its payment pages say."""

from typing import Any

from donations.sandbox.words import words

_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "home_title": "Sandbox: time and regular gifts",
        "intro": "Let time pass: regular gifts are collected, letters go out. The service lives by this clock.",
        "now": "In the sandbox it is now",
        "ahead": "Days ahead of the real clock",
        "step": {1: "One day on", 7: "One week on", 30: "30 days on"},
        "walking": "Time is passing: day {done} of {days}. This page looks again by itself.",
        "walked_one": "One day has passed; webhooks sent: {webhooks}.",
        "walked": "{done} days have passed; webhooks sent: {webhooks}.",
        "hurried": "On {hurried} of these days the service was not done before the next began.",
        "gifts": "Regular gifts",
        "none": "There is none yet. Give every month on the donation page, and it appears here.",
        "who": "Supporter",
        "what": "Gift",
        "state": "State",
        "next": "Next",
        "card": "Card",
        "will": "What it does next time",
        "set": "Set",
        "pay": "Page of the unpaid one",
        "left_out": "{left_out} more are not shown.",
        "states": {
            "active": "active",
            "past_due": "not paid",
            "paused": "paused",
            "trialing": "waits for its date",
            "canceled": "ended",
        },
        "behaviours": {
            "ok": "pays",
            "insufficient_funds": "not enough money",
            "generic_decline": "the bank declines",
            "expired_card": "has expired",
            "lost_card": "was lost",
            "authentication_required": "the bank asks for a confirmation",
            "fraudulent": "the bank suspects fraud",
            "try_again_later": "the bank cannot answer just now",
            "last_month": "is in its last month, then it has expired",
            "bank_sends_card": "the bank sends a new card, which pays",
        },
    },
    "pl": {
        "home_title": "Próba: czas i stałe darowizny",
        "intro": "Tutaj płynie czas: stałe darowizny są pobierane, listy wychodzą. Serwis żyje według tego zegara.",
        "now": "W tej próbie jest teraz",
        "ahead": "O ile dni przed prawdziwym zegarem",
        "step": {1: "Jeden dzień dalej", 7: "Tydzień dalej", 30: "30 dni dalej"},
        "walking": "Czas płynie: dzień {done} z {days}. Ta strona odświeża się sama.",
        "walked_one": "Minął jeden dzień; wysłane powiadomienia: {webhooks}.",
        "walked": "Minęło dni: {done}; wysłane powiadomienia: {webhooks}.",
        "hurried": "Dni, w których serwis nie zdążył przed następnym: {hurried}.",
        "gifts": "Stałe darowizny",
        "none": "Nie ma jeszcze żadnej. Pojawi się tutaj, gdy ktoś na stronie darowizn wybierze wpłatę co miesiąc.",
        "who": "Darczyńca",
        "what": "Darowizna",
        "state": "Stan",
        "next": "Następna",
        "card": "Karta",
        "will": "Co zrobi następnym razem",
        "set": "Ustaw",
        "pay": "Strona niezapłaconej",
        "left_out": "Niepokazane: {left_out}.",
        "states": {
            "active": "trwa",
            "past_due": "niezapłacona",
            "paused": "wstrzymana",
            "trialing": "czeka na swój dzień",
            "canceled": "zakończona",
        },
        "behaviours": {
            "ok": "płaci",
            "insufficient_funds": "za mało środków",
            "generic_decline": "bank odrzuca",
            "expired_card": "karta straciła ważność",
            "lost_card": "karta została zgubiona",
            "authentication_required": "bank prosi o potwierdzenie",
            "fraudulent": "bank podejrzewa oszustwo",
            "try_again_later": "bank chwilowo nie odpowiada",
            "last_month": "ostatni miesiąc ważności, potem ją traci",
            "bank_sends_card": "bank przysyła nową kartę, która płaci",
        },
    },
}


def home_words(language: str) -> dict[str, Any]:
    """The texts in that language; English for one we do not speak."""
    return words(language) | _WORDS.get(language, _WORDS["en"])
