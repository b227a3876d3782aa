"""The people of the books, and what is theirs, as SQL."""

NEW = "'00000000000000000000000000000001'"


def of(name: str) -> str:
    """The id of that person's donation."""
    return f"(SELECT id FROM donation WHERE donor_email = '{name}@example.org' AND origin_id IS NULL)"


def standing(name: str) -> str:
    """The id of the valid receipt of that person's donation."""
    return f"(SELECT receipt_id FROM receipt_claim WHERE donation_id = {of(name)})"


def voided(name: str) -> str:
    """The id of the void receipt of that person's donation."""
    return (
        "(SELECT g.receipt_id FROM receipt_gift g JOIN receipt_void v ON v.receipt_id = g.receipt_id "
        f"WHERE g.donation_id = {of(name)})"
    )
