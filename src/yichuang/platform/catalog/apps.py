from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yichuang.platform.catalog"
    label = "catalog"
