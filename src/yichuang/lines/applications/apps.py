from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "yichuang.lines.applications"
    label = "applications"

    def ready(self) -> None:
        # They declare themselves.
        from yichuang.lines.applications import access, concerned, following, keeping, kind, letting_go  # noqa: F401
