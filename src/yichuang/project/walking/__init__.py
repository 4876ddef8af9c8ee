"""``yichuang walk``: the main job against the running system, over HTTP alone, as resident, clerk and officer."""
