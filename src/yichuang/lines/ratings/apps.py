from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "yichuang.lines.ratings"
    label = "ratings"

    def ready(self) -> None:
        # They declare themselves.
        from yichuang.lines.ratings import access, keeping, kind  # noqa: F401
