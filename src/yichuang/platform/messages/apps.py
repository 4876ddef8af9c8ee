from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "yichuang.platform.messages"
    label = "post"  # "messages" is taken by django.contrib.messages
