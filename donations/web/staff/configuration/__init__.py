"""The foundation's own data: texts, look, currencies, funds and campaigns."""
