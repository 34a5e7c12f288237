"""Signals as they came, cases as they are handled, categories and who is responsible for them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Category(models.Model):
    """A kind of matter, keyed (standard, code). ``limits``: the category's own deadlines by flow clock."""

    standard = models.CharField(max_length=40, default="town")
    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    module = models.CharField(max_length=20)
    hint_zh = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    mapped = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["module", "code"]
        constraints = [models.UniqueConstraint(fields=["standard", "code"], name="one_category")]


class Responsibility(models.Model):
    """The responsibility list: for this category in this area that unit leads, these support, on this ground."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)
    lead = models.CharField(max_length=40)
    supports = models.JSONField(default=list, blank=True)
    legal_ground = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "area_code", "valid_from"], name="one_duty_each_day")
        ]


class Case(models.Model):
    """A matter the town handles. Where it stands is in ``item``, which the worklist engine moves."""

    class By(models.TextChoices):
        MACHINE = "machine"
        PERSON = "person"
        NONE = "none"

    number = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=16, unique=True)
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    scenario = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    text = models.TextField()
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    category_by = models.CharField(max_length=10, choices=By.choices, default=By.NONE)
    confidence = models.FloatField(null=True)
    module = models.CharField(max_length=20, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    area_code = models.CharField(max_length=17)
    reporter = models.CharField(max_length=60, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["reporter", "-created_at"], name="cases_by_reporter"),
            models.Index(fields=["area_code", "-created_at"], name="cases_by_area"),
            models.Index(fields=["category", "-created_at"], name="cases_by_category"),
        ]


class Signal(models.Model):
    """What came in, exactly as it came. (source, external_id) is unique: the same thing twice is one signal."""

    source = models.CharField(max_length=30)
    external_id = models.CharField(max_length=80)
    author = models.CharField(max_length=80, blank=True, db_index=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    place_text = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    area_code = models.CharField(max_length=17, blank=True)
    label = models.CharField(max_length=60, blank=True)
    label_by = models.CharField(max_length=10, choices=Case.By.choices, default=Case.By.NONE)
    confidence = models.FloatField(null=True)
    runner_up = models.CharField(max_length=60, blank=True)
    extra = models.JSONField(default=dict)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="signals")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="one_signal_each")]
        indexes = [
            models.Index(fields=["-received_at", "id"], name="signals_newest"),
            models.Index(fields=["confidence"], condition=Q(case=None), name="signals_doubtful"),
        ]


class Rating(models.Model):
    """好差评: one rating a round. 5 非常满意 .. 1 非常不满意; 1 and 2 are bad."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_rating_a_round"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="five_grades"),
        ]
        indexes = [models.Index(fields=["at"], name="ratings_by_time")]


class Counter(models.Model):
    """The running number of a day, locked while one is taken."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)


class Intake(models.Model):
    """A way in, as declared by a scenario package: which flow, which categories, whether dispatch is at once."""

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    module = models.CharField(max_length=20)
    flow = models.CharField(max_length=40)
    categories = models.JSONField(default=list)
    auto_dispatch = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
