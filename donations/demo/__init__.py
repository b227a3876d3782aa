"""Made-up gifts by the thousand, for trying out the desk at the size of a large foundation. Never in live mode."""
