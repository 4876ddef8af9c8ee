from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "yichuang.platform.licences"

    def ready(self) -> None:
        from yichuang.platform.licences import access, following, inventory  # noqa: F401
