"""Made-up persons with what the livelihood policies look at, by the million, as numpy columns.  R-230, R-234.

Rates are set so that the sample policies pay a town of 330,000 about as often as the paper says (29,560 times to 23,358
persons). Nothing is drawn from a real register. Days are yyyymmdd, money is in fen, texts count into ``WORDS``.
"""

from collections.abc import Mapping

import numpy as np

WORDS: Mapping[str, tuple[str, ...]] = {
    "child_standing": ("none", "orphan", "unattended"),
    "disability_kind": ("none", "sight", "hearing", "speech", "limb", "intellect", "mental", "multiple"),
}
SIZES = np.array([0.18, 0.30, 0.26, 0.15, 0.08, 0.03])
CHUNK = 1 << 20
Columns = dict[str, np.ndarray]


def people(count: int, seed: int = 7, *, by_household: bool = True) -> tuple[Columns, np.ndarray, int]:
    """(columns by code, household of each person, number of households). ``by_household`` False: in any order."""
    draw = np.random.default_rng([seed, count])
    sizes = draw.choice(np.arange(1, 7, dtype=np.int8), count // 2 + 16, p=SIZES)
    household = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:count]
    households = int(household[-1]) + 1
    need = draw.random(households, dtype=np.float32)
    head = np.concatenate(([True], household[1:] != household[:-1]))
    parts = []
    for start in range(0, count, CHUNK):
        rows = slice(start, start + CHUNK)
        parts.append(_some(np.random.default_rng([seed, count, start]), need[household[rows]], head[rows]))
    order = slice(None) if by_household else draw.permutation(count)
    columns = {code: np.concatenate([part.pop(code) for part in parts])[order] for code in list(parts[0])}
    return columns, household[order], households


def _some(draw: np.random.Generator, need: np.ndarray, head: np.ndarray) -> Columns:
    """Persons of households with ``need`` between 0 (greatest) and 1; the ``head`` of each is grown."""
    count = len(need)

    def chance(share: float | np.ndarray) -> np.ndarray:
        return draw.random(count, dtype=np.float32) < share

    year = (2026 - np.minimum(draw.gamma(2.8, 12.4, count), 104)).astype(np.int32)
    year = np.where(head, np.minimum(year, 2003), year)
    born = (
        year * 10_000
        + draw.integers(1, 13, count, dtype=np.int32) * 100
        + draw.integers(1, 29, count, dtype=np.int32)
    )
    born = np.minimum(born, 20261129)
    age = 2026 - year
    grown, old, child = (age >= 18) & (age < 60), age >= 60, age < 18
    poor, tight = need < 0.0085, (need >= 0.0085) & (need < 0.0190)
    retired = old & chance(0.66)
    pension = np.where(retired, draw.integers(180_000, 460_000, count), 0)
    wage = np.where(grown, np.exp(draw.normal(13.1, 0.45, count)), 0.0).astype(np.int64)
    income = np.where(
        child, 0, wage + pension + np.where(old & ~retired, draw.integers(160_000, 320_000, count), 0)
    )
    income = np.where(~child & ~(poor | tight), np.maximum(income, 640_000), income)
    income = np.where(
        poor, draw.integers(0, 95_000, count), np.where(tight, draw.integers(104_000, 150_000, count), income)
    )
    pension = np.where(poor | tight, np.minimum(pension, income), pension)
    grade = np.where(
        chance(0.023 + 0.05 * poor + 0.03 * old), draw.integers(1, 5, count, dtype=np.int8), 0
    ).astype(np.int8)
    kind = np.where(grade > 0, draw.integers(1, 8, count, dtype=np.int8), 0).astype(np.int8)
    standing = np.where(child & chance(0.004), np.where(chance(0.35), 1, 2), 0).astype(np.int8)
    frailty = np.where(old & chance(0.04), draw.integers(1, 4, count, dtype=np.int8), 0).astype(np.int8)
    return {
        "living": ~chance(0.004), "registered": chance(0.86), "born": born,
        "residence_years": np.minimum(draw.integers(0, 40, count), age).astype(np.int16), "income": income,
        "destitute": poor & old & chance(0.10), "child_standing": standing, "frailty": frailty, "disability_grade": grade,
        "disability_kind": kind, "long_care": (grade > 0) & (grade <= 3) & chance(0.7), "injury_care": chance(0.0008),
        "retired": retired, "work_years": np.where(retired, draw.integers(10, 42, count), 0).astype(np.int8),
        "pension": pension, "one_child": (age >= 45) & chance(0.06 + 0.22 * retired),
    }  # fmt: skip
