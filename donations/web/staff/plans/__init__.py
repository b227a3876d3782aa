"""Regular giving at the desk: list, one plan, acts on it, report, simulator, standing orders."""
