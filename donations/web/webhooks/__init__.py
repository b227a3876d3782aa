"""What the payment provider sends us. Guard: the signature."""
