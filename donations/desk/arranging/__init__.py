"""The foundation arranged by staff: its data, currencies, funds and campaigns.

Each act is one row of the audit trail.
"""
