"""Who gets in: sign-in, second factor, throttle, own account, colleagues and invitations."""
