from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yichuang.platform.cases"
    label = "cases"

    def ready(self) -> None:
        # Arrivals listen to the delivery ledger; events are records of the tree; about whom the register is asked.
        from yichuang.platform.cases import arrivals, concerns, sealed  # noqa: F401
