"""The look that all faces share: base templates, one stylesheet, components, and one way to write days and money."""
