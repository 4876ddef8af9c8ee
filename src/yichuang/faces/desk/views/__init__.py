"""The views: each reads its form, calls one command or query, and draws or redirects. None saves a model."""
