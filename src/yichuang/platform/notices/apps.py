from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yichuang.platform.notices"
    label = "notices"
