from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yichuang.platform.people"
    label = "people"

    def ready(self) -> None:
        # Its rules declare themselves; entries of the record are records of the tree.
        from yichuang.platform.people import access, sealed  # noqa: F401
