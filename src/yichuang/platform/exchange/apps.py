from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "yichuang.platform.exchange"
    label = "exchange"
