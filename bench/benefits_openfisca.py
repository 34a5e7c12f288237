"""The twelve sample policies as an OpenFisca model, for ``bench/benefits.py`` alone.

OpenFisca-core is under the AGPL and no dependency of this project: it is installed by hand into an environment of its own
(``pip install openfisca-core``), where this file runs. Inputs are set as arrays and the households by their direct
mapping, the fastest way the library has; whole numbers are its 32-bit ones. It keeps no reasons and knows no missing data.
"""

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH, AS_OF = "2026-11", 20261130
POOR, NEAR = 103_500, 103_500 * 3 // 2
Person = Entity("person", "persons", "", "")
Household = GroupEntity("household", "households", "", "", [{"key": "member", "plural": "members"}])
FLAGS = ("living", "registered", "destitute", "long_care", "injury_care", "retired", "one_child")
NUMBERS = (
    "born", "residence_years", "income", "child_standing", "frailty", "disability_grade", "disability_kind", "work_years",
    "pension",
)  # fmt: skip
ORDER = (
    "destitute_support", "orphan", "subsistence", "near_poor", "disabled_living", "disabled_care", "old_age", "frail_elder",
    "one_child_retiree", "low_pension_retiree", "unattended_child", "disabled_child",
)  # fmt: skip
MADE = {}


def variable(name, kind=int, entity=Person):
    """Declares a variable of a month; its formula is the decorated function."""

    def declare(formula=None):
        body = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH, "label": name}
        MADE[name] = type(name, (Variable,), body | ({"formula": formula} if formula else {}))
        return formula

    return declare


for flag in FLAGS:
    variable(flag, bool)()
for number in NUMBERS:
    variable(number)()


@variable("age")
def _(person, month):
    return (AS_OF - person("born", month)) // 10_000


@variable("per_head", entity=Household)
def _(household, month):
    living = household.members("living", month)
    total = household.sum(household.members("income", month) * living).astype(np.int64)
    return total // np.maximum(household.sum(living).astype(np.int64), 1)


@variable("head_income")
def _(person, month):
    return person.household("per_head", month)


@variable("here", bool)
def _(person, month):
    return person("living", month) * person("registered", month)


@variable("low_income", bool)
def _(person, month):
    return person("head_income", month) < NEAR


@variable("is_destitute_support", bool)
def _(person, month):
    return person("here", month) * person("destitute", month)


@variable("is_orphan", bool)
def _(person, month):
    return person("here", month) * (person("child_standing", month) == 1) * (person("age", month) < 18)


def barred(person, month, *by):
    out = person(f"is_{by[0]}", month)
    for other in by[1:]:
        out = out + person(f"is_{other}", month)
    return ~out


@variable("due_subsistence")
def _(person, month):
    income = person("head_income", month)
    held = person("here", month) * (income < POOR) * barred(person, month, "destitute_support", "orphan")
    return held * np.maximum(POOR - income, 5000)


@variable("due_disabled_living")
def _(person, month):
    grade = person("disability_grade", month)
    held = person("here", month) * (grade >= 1) * person("low_income", month) * ~person("injury_care", month)
    held = held * (person("child_standing", month) == 0) * barred(person, month, "destitute_support")
    return held * np.select(
        [grade == 1, grade == 2, grade == 3, grade == 4], [40_000, 35_000, 25_000, 20_000], 0
    )


@variable("due_disabled_care")
def _(person, month):
    grade, kind = person("disability_grade", month), person("disability_kind", month)
    severe = (grade == 1) + (grade == 2) + (grade == 3) * ((kind == 5) + (kind == 6))
    held = person("here", month) * severe * person("long_care", month) * ~person("injury_care", month)
    held = held * barred(person, month, "destitute_support")
    return held * np.select([grade == 1, grade == 2, grade == 3], [50_000, 35_000, 12_500], 0)


@variable("due_old_age")
def _(person, month):
    age = person("age", month)
    held = person("here", month) * (age >= 80) * (person("residence_years", month) >= 1)
    return held * np.select([age >= 100, age >= 90], [50_000, 20_000], 10_000)


@variable("due_frail_elder")
def _(person, month):
    grade = person("frailty", month)
    held = person("here", month) * (person("age", month) >= 60) * (grade >= 1) * (grade <= 3)
    held = held * person("low_income", month) * barred(person, month, "destitute_support")
    return held * np.select([grade == 1, grade == 2, grade == 3], [20_000, 30_000, 45_000], 0)


@variable("due_disabled_child")
def _(person, month):
    grade = person("disability_grade", month)
    held = person("here", month) * (grade >= 1) * (person("age", month) < 18) * person("low_income", month)
    held = held * (person("child_standing", month) == 0) * barred(person, month, "destitute_support")
    return held * np.select([grade <= 2, grade == 3, grade == 4], [45_000, 20_000, 20_000], 0)


@variable("destitute_support")
def _(person, month):
    grade = person("frailty", month)
    amount = np.select(
        [grade == 0, grade == 1, grade == 2, grade == 3], [155_000, 165_000, 200_000, 250_000], 0
    )
    return person("is_destitute_support", month) * amount


@variable("orphan")
def _(person, month):
    return person("is_orphan", month) * 240_000


@variable("subsistence")
def _(person, month):
    return person("due_subsistence", month)


@variable("near_poor")
def _(person, month):
    income = person("head_income", month)
    return person("here", month) * (income >= POOR) * (income < NEAR) * ~person("destitute", month) * 15_000


@variable("living_stays", bool)
def _(person, month):
    """The living allowance is paid unless what stands against it is worth more together."""
    rivals = person("due_old_age", month) + person("due_disabled_child", month)
    living = person("due_disabled_living", month)
    return (living > 0) * (living >= rivals)


@variable("disabled_living")
def _(person, month):
    return person("living_stays", month) * person("due_disabled_living", month)


@variable("old_age")
def _(person, month):
    return ~person("living_stays", month) * person("due_old_age", month)


@variable("disabled_child")
def _(person, month):
    return ~person("living_stays", month) * person("due_disabled_child", month)


@variable("disabled_care")
def _(person, month):
    care = person("due_disabled_care", month)
    return care * (care >= person("due_frail_elder", month))


@variable("frail_elder")
def _(person, month):
    frail = person("due_frail_elder", month)
    return frail * (frail > person("due_disabled_care", month))


@variable("one_child_retiree")
def _(person, month):
    held = person("here", month) * person("retired", month) * person("one_child", month)
    return held * (person("age", month) >= 60) * 144_000


@variable("low_pension_retiree")
def _(person, month):
    years = person("work_years", month)
    held = person("here", month) * person("retired", month) * (person("age", month) >= 70) * (years >= 15)
    held = held * (person("pension", month) < 250_000)
    return held * np.select([years >= 35, years >= 25], [12_000, 9_000], 6_000)


@variable("unattended_child")
def _(person, month):
    held = person("here", month) * (person("child_standing", month) == 2) * (person("age", month) < 18)
    held = held * barred(person, month, "destitute_support")
    return held * np.maximum(240_000 * 8 // 10 - person("subsistence", month), 0)


def run(columns, household, households):
    """All twelve amounts of everybody, in fen."""
    system = TaxBenefitSystem([Person, Household])
    system.add_variables(*MADE.values())
    builder = SimulationBuilder()
    builder.create_entities(system)
    count = len(household)
    people, groups = builder.populations["person"], builder.populations["household"]
    people.ids, people.count = range(count), count
    groups.ids, groups.count, groups.members_entity_id = range(households), households, household
    simulation = builder.build(system)
    for name in FLAGS + NUMBERS:
        simulation.set_input(name, MONTH, columns[name])
    return [simulation.calculate(name, MONTH) for name in ORDER]
