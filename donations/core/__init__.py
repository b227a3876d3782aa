"""What every capability stands on: money, clock, ids, database, outbox.

Not here: any noun of fundraising, any web request, any provider.
"""
