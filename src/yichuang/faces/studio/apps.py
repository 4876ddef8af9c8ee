from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "yichuang.faces.studio"
    label = "studio"

    def ready(self) -> None:
        from yichuang.faces.studio import access  # noqa: F401 - declares its routes
