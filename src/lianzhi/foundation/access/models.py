"""Units, people, roles and the grants that join them; residents known by phone."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class Unit(models.Model):
    """A body that can be given work: the command room, a department, a community, a team (A-02..A-10)."""

    class Kind(models.TextChoices):
        LEADERSHIP = "leadership"
        COMMAND = "command"
        DEPARTMENT = "department"
        COMMUNITY = "community"
        TEAM = "team"
        PARTNER = "partner"

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)
    active = models.BooleanField(default=True)
    duty_phone_sealed = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh


class People(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. What the person may do stands in grants, not here."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    objects = People()

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named bundle of permissions."""

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    permissions = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh


class Grant(models.Model):
    """A role for a person inside one area subtree, perhaps only for what one unit takes part in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "area_code", "unit"], name="one_grant_each"),
            models.UniqueConstraint(
                fields=["user", "role", "area_code"],
                condition=models.Q(unit=None),
                name="one_grant_without_unit",
            ),
        ]


class Resident(models.Model):
    """A resident who proved a phone number. The number is sealed; ``phone_blind`` finds it again."""

    phone_blind = models.CharField(max_length=64, unique=True)
    phone_sealed = models.TextField()
    name = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)


class PhoneCode(models.Model):
    """A one-time code sent to a phone; only its keyed digest is kept.

    ``browser``: keyed digest of the secret of the only browser that may use it; empty for any.
    """

    phone_blind = models.CharField(max_length=64, db_index=True)
    code_digest = models.CharField(max_length=64)
    browser = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class FailedLogins(models.Model):
    """Wrong passwords for one account, or from one address, until the right one comes or the pause is over."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)
