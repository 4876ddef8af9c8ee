from django.apps import AppConfig


class WindowConfig(AppConfig):
    name = "yichuang.faces.window"
    label = "window"

    def ready(self) -> None:
        from yichuang.faces.window import access  # noqa: F401 - declares its routes
