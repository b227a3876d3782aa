"""Donations and supporters for foundations, newsrooms and think-tanks."""
