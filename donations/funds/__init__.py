"""What gifts are for: funds, and the campaigns that ask for them."""
