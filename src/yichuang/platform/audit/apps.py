from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "yichuang.platform.audit"
    label = "audit"
