"""Publishing makes a new version; answers stay under theirs; what comes with the program never overwrites the town's."""

import pytest

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.forms import queries
from lianzhi.foundation.forms.actions import make, publish, save_draft, use
from lianzhi.foundation.forms.models import FormVersion
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import BadInput, NotAllowed

ROOT = system("test")
FIELD = {"code": "a", "kind": "yes_no", "label": {"zh": "甲", "en": "A"}}
YAML = """
code: pipe
version: {version}
name: {{zh: 漏水}}
about: ["category:pipe"]
fields:
  - {{code: a, kind: yes_no, label: {{zh: 甲}}}}
"""


@pytest.fixture(autouse=True)
def fresh(db):
    queries.forget_versions()


def published(label="甲"):
    if not queries.listed():
        make("pipe", name_zh="漏水", by=ROOT)
    save_draft("pipe", {"name": {"zh": "漏水"}, "fields": [FIELD | {"label": {"zh": label}}]}, by=ROOT)
    return publish("pipe", by=ROOT)


def test_a_new_version_is_in_force_and_old_answers_keep_their_words():
    published("旧问法")
    use("pipe", ["category:pipe"], by=ROOT)
    old = forms.Answers("pipe", 1, {"a": "yes"})
    published("新问法")
    assert forms.asked("category:pipe").version == 2
    assert [line.label for line in forms.told(old, "zh-hans")] == ["旧问法"]


def test_a_draft_that_does_not_hold_together_is_not_published():
    published()
    save_draft("pipe", {"name": {"zh": "漏水"}, "fields": [FIELD, FIELD]}, by=ROOT)
    with pytest.raises(BadInput) as refused:
        publish("pipe", by=ROOT)
    assert "two fields are called 'a'" in refused.value.params["found"]
    assert FormVersion.objects.count() == 1


def test_one_matter_has_one_form():
    published()
    use("pipe", ["category:pipe"], by=ROOT)
    make("other", name_zh="别的", by=ROOT)
    with pytest.raises(BadInput):
        use("other", ["category:pipe"], by=ROOT)
    assert queries.taken(["category:pipe"], "") == {"category:pipe": "pipe"}


def test_a_form_out_of_use_is_not_asked():
    published()
    use("pipe", ["category:pipe"], active=False, by=ROOT)
    assert forms.asked("category:pipe") is None


def test_the_programs_form_is_installed_once_and_the_towns_own_stays():
    assert forms.install(YAML.format(version=1), "pipe.yaml", by=ROOT)
    assert not forms.install(YAML.format(version=1), "pipe.yaml", by=ROOT)
    published("镇里改过")
    assert not forms.install(YAML.format(version=2), "pipe.yaml", by=ROOT)
    assert forms.version("pipe", 2).fields[0].label.zh == "镇里改过"
    assert forms.asked("category:pipe").version == 2


def test_nobody_changes_forms_without_the_permission():
    access.save_unit("u", name_zh="某", name_en="U", kind="department", area_code="330199100000", by=ROOT)
    person = access.add_person("p", name="某", unit="u", password=None, by=ROOT)
    by = Actor(person.id, "某", "u")
    for act in (lambda: make("x", name_zh="x", by=by), lambda: publish("x", by=by)):
        with pytest.raises(NotAllowed):
            act()
    assert queries.listed() == []


def test_each_change_is_in_the_trail():
    published()
    use("pipe", ["category:pipe"], by=ROOT)
    said = list(Entry.objects.filter(subject="form:pipe").order_by("seq").values_list("action", flat=True))
    assert said == ["forms.make", "forms.draft", "forms.publish", "forms.use"]


@pytest.mark.parametrize(
    ("values", "said"), [({"a": "maybe"}, "Choose yes or no."), ({"b": "x"}, "no such question")]
)
def test_answers_are_checked_again_where_they_are_kept(values, said):
    published()
    with pytest.raises(BadInput) as refused:
        forms.accept(forms.Answers("pipe", 1, values))
    assert said in str(refused.value)
