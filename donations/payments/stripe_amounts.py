"""Where Stripe's minor units differ from ISO 4217. Everything outside this module counts as ISO does."""

from donations.core.currencies import exponent
from donations.core.errors import Refused
from donations.core.money import Money

# Stripe's list "zero-decimal currencies". UGX and ISK left it but stay whole: they go over the wire x100.
ZERO_DECIMAL = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
# Stripe's list "three-decimal currencies": the last digit must be zero.
THREE_DECIMAL = frozenset("BHD JOD KWD OMR TND".split())


def wire_exponent(currency: str) -> int:
    """Decimals Stripe counts with for this currency, which is not always what ISO 4217 says."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def to_stripe(amount: Money) -> int:
    """The amount as Stripe counts it; refuses a sum Stripe cannot carry, such as a thousandth of a dinar."""
    shift = wire_exponent(amount.currency) - exponent(amount.currency)
    step = 10 if amount.currency in THREE_DECIMAL else _power(-shift)
    if amount.minor % step:
        raise Refused(
            "Our payment provider cannot take %(amount)s %(currency)s; please choose a rounder sum.",
            amount=amount.plain(),
            currency=amount.currency,
        )
    return amount.minor * _power(shift) // _power(-shift)


def from_stripe(minor: int, currency: str) -> Money:
    """What Stripe reports, as money. Stripe writes currencies in lower case."""
    code = currency.upper()
    shift = wire_exponent(code) - exponent(code)
    amount, left = divmod(minor * _power(-shift), _power(shift))
    if left:
        raise ValueError(f"{minor} is not a whole amount of {code} in Stripe's counting")
    return Money(amount, code)


def _power(shift: int) -> int:
    return int(10 ** max(shift, 0))
