"""Which program asks, and what may it? Access tokens for departments' own systems (OAuth 2.0, RFC 6749 § 4.4)."""
