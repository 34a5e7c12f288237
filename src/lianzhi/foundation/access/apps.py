"""The access room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lianzhi.foundation.access"
    label = "access"

    def ready(self) -> None:
        from lianzhi.foundation.access import access  # noqa: PLC0415  models must be loaded first
        from lianzhi.foundation.access.actions import DUTY_PHONE, PHONE  # noqa: PLC0415
        from lianzhi.foundation.access.permissions import declare  # noqa: PLC0415
        from lianzhi.foundation.access.rotating import declare_sealed  # noqa: PLC0415
        from lianzhi.foundation.access.rotating_search import declare_search  # noqa: PLC0415

        declare(access.PERMISSIONS)
        declare_sealed("access.Resident", "phone_sealed", PHONE)
        declare_search("access.Resident", "phone_blind", "phone_sealed", PHONE)
        declare_sealed("access.Unit", "duty_phone_sealed", DUTY_PHONE)
