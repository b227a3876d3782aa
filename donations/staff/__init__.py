"""Who works here: accounts, what they may do, and the trail of what they did."""
