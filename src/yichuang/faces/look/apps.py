from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "yichuang.faces.look"
    label = "look"
