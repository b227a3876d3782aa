"""Why a receipt is void, and what anyone holding one may learn."""

from enum import StrEnum


class VoidReason(StrEnum):
    REFUNDED = "refunded"  # the whole donation was returned
    PARTLY_REFUNDED = "partly_refunded"  # a part was returned; another receipt stands for the rest
    REFUND_RETURNED = "refund_returned"  # a refund came back; another receipt stands for more
    CORRECTED = "corrected"  # it said something wrong; another receipt says it right
    PAYMENT_CORRECTED = "payment_corrected"  # it named the second of two payments; another receipt names the first


class Validity(StrEnum):
    VALID = "valid"  # number and code belong together, and it stands
    VOID = "void"  # it was issued, and no longer stands
    UNKNOWN = "unknown"  # no such receipt, or another code
