"""Signals as they came, cases as they are handled, categories and who is responsible for them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Category(models.Model):
    """A kind of matter, keyed (standard, kind, code). ``town`` is the list the house works by, the others are official.

    ``local``: the town's own extension of an official list (numbered 999 downwards to 080). A code that ends
    (``valid_to``) is offered no more and keeps its old cases. ``private``: matters of this kind say something about
    persons, so no public page shows them; a kind that nobody has judged stays private.
    """

    class Kind(models.TextChoices):
        MATTER = "matter"
        COMPONENT = "component"

    standard = models.CharField(max_length=40, default="town")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MATTER)
    code = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="minors")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    module = models.CharField(max_length=20, blank=True)
    hint_zh = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    local = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    private = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["module", "code"]
        constraints = [models.UniqueConstraint(fields=["standard", "kind", "code"], name="one_category")]


class Responsibility(models.Model):
    """The responsibility list: for this category in this area that unit leads, these support, on this ground.

    ``came_from``: codes of the areas whose lines it follows (split, merged, another code). ``choices``: their lines, where
    a person has to settle who leads; empty once it is settled.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)
    lead = models.CharField(max_length=40)
    supports = models.JSONField(default=list, blank=True)
    legal_ground = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)
    came_from = models.JSONField(default=list, blank=True)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "area_code", "valid_from"], name="one_duty_each_day")
        ]


class Case(models.Model):
    """A matter the town handles. Where it stands is in ``item``, which the worklist engine moves.

    ``main``: merged into that one and answered with it (并案). ``parent``: split off from that one (拆分).
    ``condition`` is the 立案条件 its deadline follows, ``heat`` the number of distinct voices on it, ``answers``
    what was asked besides, with the version of the form.

    ``area_code`` is the area of its day; while it is open it follows the areas. ``area_now``: where its ground lies today,
    only where that is another code (a grid was split, merged, its border moved since).
    """

    class By(models.TextChoices):
        MACHINE = "machine"
        PERSON = "person"
        NONE = "none"

    class Urgency(models.TextChoices):
        NORMAL = "normal"
        URGENT = "urgent"
        MAJOR = "major"

    number = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=16, unique=True)
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    scenario = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    text = models.TextField()
    category = models.ForeignKey(
        Category, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category_by = models.CharField(max_length=10, choices=By.choices, default=By.NONE)
    confidence = models.FloatField(null=True)
    module = models.CharField(max_length=20, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    area_code = models.CharField(max_length=17)
    area_now = models.CharField(max_length=17, null=True)  # noqa: DJ001  a partial index holds those that have one
    reporter = models.CharField(max_length=60, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()
    main = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    condition = models.CharField(max_length=40, blank=True, default="")
    heat = models.PositiveIntegerField(default=1)
    answers = models.JSONField(default=dict, blank=True)

    main_number: str | None = None
    parent_number: str | None = None
    held = False  # locked together with its item
    followed = in_parts = True  # others may hang on it; False where the lock has seen that none does

    class Meta:
        indexes = [
            models.Index(fields=["reporter", "-created_at"], name="cases_by_reporter"),
            models.Index(fields=["area_code", "-created_at"], name="cases_by_area"),
            # The newest first, for readers of a part of the town too: where a row lies is read in the index.
            models.Index(fields=["created_at", "area_code"], name="cases_newest"),
            models.Index(
                fields=["area_now", "-created_at"],
                condition=Q(area_now__isnull=False),
                name="cases_by_area_now",
            ),
            models.Index(fields=["category", "-created_at"], name="cases_by_category"),
            models.Index(fields=["source", "-created_at"], name="cases_by_source"),
            models.Index(
                fields=["urgency", "-created_at"], condition=~Q(urgency="normal"), name="cases_urgent"
            ),
            models.Index(fields=["-heat", "-id"], condition=Q(heat__gt=1), name="cases_hot"),
            models.Index(fields=["main"], condition=Q(main__isnull=False), name="cases_merged"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="cases_parts"),
        ]


class Signal(models.Model):
    """What came in, exactly as it came. (source, external_id) is unique: the same thing twice is one signal.

    ``message``: it did not come as a case (an imported row). Few among the signals, so its indexes hold these only.
    """

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
    message = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="one_signal_each")]
        indexes = [
            models.Index(fields=["-received_at", "id"], condition=Q(message=True), name="messages_newest"),
            models.Index(
                fields=["source", "-received_at", "id"], condition=Q(message=True), name="messages_by_source"
            ),
            models.Index(
                fields=["label", "-received_at", "id"], condition=Q(message=True), name="messages_by_label"
            ),
            models.Index(fields=["confidence"], condition=Q(message=True), name="messages_by_confidence"),
        ]


class SearchRow(models.Model):
    """The terms by which a case is found. Kept and read by SQL of each database (``cases.searching``)."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, db_column="rowid", db_constraint=False, related_name="+"
    )  # fmt: skip
    words = models.TextField()


class SignalSearchRow(models.Model):
    signal = models.OneToOneField(
        Signal, on_delete=models.CASCADE, primary_key=True, db_column="rowid", db_constraint=False, related_name="+"
    )  # fmt: skip
    words = models.TextField()


class Rating(models.Model):
    """好差评: one rating a round. 5 非常满意 .. 1 非常不满意; 1 and 2 are bad.

    ``unit`` led the work and ``category`` is the item, as they were when it was rated: statistics read them here.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    round = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    unit = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_rating_a_round"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="five_grades"),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(grade__lte=2), name="ratings_bad"),
            models.Index(fields=["at", "unit", "category", "grade"], name="ratings_counted"),
        ]


class Counter(models.Model):
    """The running number of a day, locked while one is taken."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField(default=0)


class Intake(models.Model):
    """A way in, as declared by a scenario package: which flow, which categories, whether dispatch is at once.

    ``machine``: offered to nobody; only rooms of the house open matters by it.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    module = models.CharField(max_length=20)
    flow = models.CharField(max_length=40)
    categories = models.JSONField(default=list)
    auto_dispatch = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    machine = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
