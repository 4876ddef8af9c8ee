from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yichuang.platform.catalog"
    label = "catalog"

    def ready(self) -> None:
        from yichuang.platform.catalog import access  # noqa: F401 - declares its rules
