"""Floor 1: pure Python. No Django, no database."""
