from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "yichuang.platform.tokens"

    def ready(self) -> None:
        from yichuang.platform.tokens import inventory, sealing  # noqa: F401
