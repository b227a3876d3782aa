"""A copy of everything that must outlive this machine, and the way back from it. Secrets are in no backup."""
