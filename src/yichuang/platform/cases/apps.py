from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yichuang.platform.cases"
    label = "cases"

    def ready(self) -> None:
        from yichuang.platform.cases import arrivals  # noqa: F401 - listens to the delivery ledger
