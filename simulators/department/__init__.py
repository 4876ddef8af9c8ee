"""A department's own system: takes applications in, decides on them by its own record, and reports back."""
