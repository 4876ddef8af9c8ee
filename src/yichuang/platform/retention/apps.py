from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "yichuang.platform.retention"

    def ready(self) -> None:
        # What this room itself knows to keep; rooms above register theirs.
        from yichuang.platform.retention import access, cases, inventory, lapses, people, streams  # noqa: F401
