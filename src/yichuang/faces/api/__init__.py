"""The typed interface: the same verbs as the pages, in JSON, for programs."""
