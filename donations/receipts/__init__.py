"""The numbered document: issued once, never edited, only voided or replaced."""
