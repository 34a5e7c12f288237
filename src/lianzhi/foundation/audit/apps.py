"""The audit room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lianzhi.foundation.audit"
    label = "audit"
