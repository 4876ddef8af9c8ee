from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yichuang.platform.people"
    label = "people"

    def ready(self) -> None:
        from yichuang.platform.people import access  # noqa: F401 - declares its rules
