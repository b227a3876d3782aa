from donations.giving.states import MOVES, DonationStatus

UPWARDS = [
    DonationStatus.STARTED,
    DonationStatus.PROCESSING,
    DonationStatus.EXPIRED,
    DonationStatus.FAILED,
    DonationStatus.SETTLED,
]


def test_a_donation_may_move_to_every_state_above_and_to_none_below() -> None:
    """So that the highest thing said wins, in whatever order it is said."""
    assert {state: set(UPWARDS[place + 1 :]) for place, state in enumerate(UPWARDS)} == MOVES


def test_every_state_has_its_place() -> None:
    assert set(UPWARDS) == set(DonationStatus) == set(MOVES)
