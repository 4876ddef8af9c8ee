"""The residents' face: one thing a page, every control a submit that saves, no script needed."""
