"""What Stripe says about amounts: which currencies, how little, how much, and what it keeps. Data from its pages."""

from decimal import ROUND_HALF_UP, Decimal

from donations.payments.stripe_amounts import THREE_DECIMAL, wire_exponent
from donations.sandbox.errors import Fault

CURRENCIES = frozenset(
    """aed afn all amd aoa ars aud awg azn bam bbd bdt bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop
    crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd
    jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn
    nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd
    stn szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw""".split()
)

# In Stripe's own minor units. Currencies not named: the equivalent of 0.50 USD, which is not modelled.
_LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30,
    "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200,
    "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
_MOST = 99_999_999

# The account's own currency, what one unit of others is worth in it, and what Stripe keeps of a card payment.
SETTLES_IN = "pln"
_RATES = {"eur": Decimal("4.2150"), "usd": Decimal("3.6240"), "gbp": Decimal("4.8710"), "chf": Decimal("4.5020")}
_FEE_SHARE, _FEE_FIXED = {"pln": Decimal("0.015")}, {"pln": 100, "eur": 25, "usd": 30, "gbp": 20, "chf": 30}
_FOREIGN_SHARE = Decimal("0.029")


def check_currency(code: str, param: str) -> str:
    """The currency in Stripe's spelling, or its refusal."""
    currency = code.lower()
    if currency not in CURRENCIES:
        listed = ", ".join(sorted(CURRENCIES))
        raise Fault(f"Invalid currency: {code[:10]}. Stripe currently supports these currencies: {listed}", param=param)
    return currency


def check_total(total: int, currency: str, param: str) -> None:
    """Refuses what Stripe would not charge."""
    least = _LEAST.get(currency, 1)
    if total < least:
        message = f"The Checkout Session's total amount must convert to at least {least} ({currency}, minor units)."
        raise Fault(message, param=param, code="amount_too_small")
    if total > _MOST:
        raise Fault("Amount must be no more than 99999999", param=param, code="amount_too_large")
    step = {"isk": 100, "ugx": 100}.get(currency, 10 if currency.upper() in THREE_DECIMAL else 1)
    if total % step:
        raise Fault(f"Invalid integer: {total} cannot be charged in {currency}", param=param)


def exchange_rate(currency: str) -> Decimal | None:
    """Into the account's currency; None when there is nothing to convert."""
    return _RATES.get(currency)


def settled(minor: int, currency: str) -> tuple[int, str]:
    """The amount as it arrives in the balance, and in which currency."""
    rate = exchange_rate(currency)
    if rate is None:
        return minor, currency
    shift = wire_exponent(SETTLES_IN.upper()) - wire_exponent(currency.upper())
    return _rounded(minor * rate * Decimal(10) ** shift), SETTLES_IN


def fee(minor: int, currency: str) -> int:
    """What Stripe keeps of a payment, in the currency it settles in."""
    share = _FEE_SHARE.get(currency, _FOREIGN_SHARE)
    amount, _ = settled(minor, currency)
    fixed, _ = settled(_FEE_FIXED.get(currency, 0), currency)
    return min(amount, _rounded(amount * share) + fixed)


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
