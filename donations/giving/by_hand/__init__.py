"""What staff do to one donation: record, edit, review.

Not here: giving money back (`giving/refunds`), many at once (`desk/bulk`).
"""
