"""Letters: drafted, composed from templates, handed to a transport, remembered once they are sent.

Not here: what a kind of letter says (with its capability), the words (`templates/email`).
"""
