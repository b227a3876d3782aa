"""What the payment provider sends us. Guard: the signature.

Not here: what an event means; it is stored, answered, and applied by the worker.
"""
