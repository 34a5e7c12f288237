"""Runs over the population, what they stood on, and who is due what since which run.  R-213..R-215, R-231; issue 5 part 3."""

from django.db import models
from django.db.models import Q


class Snapshot(models.Model):
    """Everything a run was computed from, as one file (``snapshots.py``): the persons' columns and the policy files.

    ``digest`` names the contents; the same contents are kept once. ``book``: digest of the policy files alone.
    """

    digest = models.CharField(max_length=64, unique=True)
    as_of = models.DateField()
    book = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.digest[:12]


class Run(models.Model):
    """``kind``: nightly, load (after one), change (the households of some persons), hand. ``outcome``: digest of all results,
    which computing the snapshot again must give. ``figures``: counts by policy and by community, and each part's time."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=8)
    as_of = models.DateField()
    state = models.CharField(max_length=8, default="running")
    progress = models.PositiveSmallIntegerField(default=0)
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        # The page of runs leaves out what a single change asked for.
        indexes = [models.Index(fields=["kind", "-id"], name="benefits_run_kind")]

    def __str__(self) -> str:
        return self.code


class Entitlement(models.Model):
    """One person and one policy from one run to another. Only changes are written: who fails a policy has no row.

    ``bits``: each condition of the policy in its order, eight to a byte, the first in the lowest bit: whether it held, and
    behind that whether it could not be told. ``change``: how it came about; ``ended_as``: how it ended; ``before``: fen of the
    row that it follows. References to runs have no constraint in the database: a first run writes one row for every tenth
    person, and looking each up again takes as long as writing it.
    """

    person = models.CharField(max_length=16)
    policy = models.CharField(max_length=60)
    policy_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=8)
    fen = models.BigIntegerField(default=0)
    before = models.BigIntegerField(default=0)
    bits = models.BinaryField()
    change = models.CharField(max_length=8)
    ended_as = models.CharField(max_length=8, blank=True)
    area_code = models.CharField(max_length=17)
    since_run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    until_run = models.ForeignKey(
        Run, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "policy"], condition=Q(until_run=None), name="benefits_one_standing"
            ),
        ]
        indexes = [
            # A person's history.
            models.Index(fields=["person"], name="benefits_standing_person"),
            # What a run found, and what it ended.
            models.Index(fields=["since_run", "change"], name="benefits_standing_since"),
            models.Index(
                fields=["until_run", "ended_as"],
                name="benefits_standing_until",
                condition=Q(until_run__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.policy}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Ending(models.Model):
    """What is due today and will not be on ``day``, by dates that are known now. Once for entitlement and day: who is reminded
    is reminded once (R-214)."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["entitlement", "day"], name="benefits_ending_once")]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.day}"


class Conflict(models.Model):
    """Something that a person has to look at before money goes out (R-215). ``kind``: sources (two departments say different
    things of an item, ``about``), paid (an excluded policy, ``about``, is paid already). Open until a run no longer finds it."""

    person = models.CharField(max_length=16)
    kind = models.CharField(max_length=8)
    policy = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=60)
    detail = models.CharField(max_length=200, blank=True)
    area_code = models.CharField(max_length=17)
    since_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    until_run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "policy", "about"],
                condition=Q(until_run=None),
                name="benefits_one_conflict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.about}"
