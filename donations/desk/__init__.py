"""What staff do that touches several capabilities at once: imports, bulk actions, letters again, arranging.

Not here: acts on one donation (`giving/by_hand`, `giving/refunds`), pages (`web/staff`).
"""
