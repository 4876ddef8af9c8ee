from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "yichuang.platform.vault"
    label = "vault"
