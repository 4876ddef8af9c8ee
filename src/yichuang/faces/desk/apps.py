from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yichuang.faces.desk"
    label = "desk"
