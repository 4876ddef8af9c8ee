from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yichuang.faces.portal"
    label = "portal"

    def ready(self) -> None:
        from yichuang.faces.portal import access  # noqa: F401 - declares its routes
