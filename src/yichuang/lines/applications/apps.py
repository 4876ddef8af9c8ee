from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "yichuang.lines.applications"
    label = "applications"

    def ready(self) -> None:
        from yichuang.lines.applications import access, following, keeping, kind  # noqa: F401 - they declare themselves
