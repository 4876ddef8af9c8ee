from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yichuang.platform.files"
    label = "files"

    def ready(self) -> None:
        from yichuang.platform.files import inventory  # noqa: F401
