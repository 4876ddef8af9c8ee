from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yichuang.faces.desk"
    label = "desk"

    def ready(self) -> None:
        from yichuang.faces.desk import access  # noqa: F401 - declares its routes
