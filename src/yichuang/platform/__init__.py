"""Floor 2: what every line of business stands on (Django apps)."""
