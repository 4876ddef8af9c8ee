"""Is this file what it claims to be, and harmless?

Judged by content alone: name and declared type come from whoever sends it. Photographs lose what a camera wrote beside
the picture (place, time, device); the picture itself stays as it was, to the last bit. What unpacks to more than it
may, carries a script or another file, or ends too early, is refused with a sentence that names the file.
"""

from yichuang.core.uploads.errors import UploadRefused
from yichuang.core.uploads.judging import KINDS, MEDIA_TYPES, MOST_BYTES, Clean, judged
from yichuang.core.uploads.names import shown_name

__all__ = ["KINDS", "MEDIA_TYPES", "MOST_BYTES", "Clean", "UploadRefused", "judged", "shown_name"]
