"""好差评 and 办不成事: how it was, and what comes of it where it was bad."""
