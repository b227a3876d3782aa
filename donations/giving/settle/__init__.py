"""The provider says that money came, was refused, or is wanted back by a bank.

Nothing here asks the provider for anything.
"""
