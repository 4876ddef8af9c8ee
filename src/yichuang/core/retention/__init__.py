"""How long is it kept, and may it end? Classes with dated periods, and the days that follow from them."""

from yichuang.core.retention.classes import END, HAND_OVER, LAPSE, Class, Period, Unreadable, read

__all__ = ["END", "HAND_OVER", "LAPSE", "Class", "Period", "Unreadable", "read"]
