from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "yichuang.platform.hall"

    def ready(self) -> None:
        from yichuang.platform.hall import access, inventory, keeping  # noqa: F401
