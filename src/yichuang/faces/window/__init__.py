"""The clerk's window: whoever stands there, the same guide on one dense page."""
