"""Every text has its Chinese; the check itself is tried on rooms with one fault each."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@pytest.fixture(scope="module")
def translate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "tools/translate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["translate"] = module
    spec.loader.exec_module(module)
    return module


def room(root: Path, name: str = "cases", *, code: str = "", page: str = "", po: str = "") -> Path:
    folder = root / "src/lianzhi" / name
    (folder / "templates").mkdir(parents=True)
    (folder / "views.py").write_text(code, encoding="utf-8")
    (folder / "templates/page.html").write_text(page, encoding="utf-8")
    if po:
        target = folder / "locale/zh_Hans/LC_MESSAGES"
        target.mkdir(parents=True)
        (target / "django.po").write_text(PO + po, encoding="utf-8")
    return root


def said(translate: ModuleType, root: Path) -> str:
    return "\n".join(str(finding) for finding in translate.findings(root))


def test_the_platform_is_complete(translate: ModuleType) -> None:
    assert said(translate, ROOT) == ""


def test_a_complete_room_passes(translate: ModuleType, tmp_path: Path) -> None:
    room(
        tmp_path,
        code='x = gettext("Send %(n)s")',
        page="  {% if a %}\n{% translate 'Close' %}\n  {% endif %}{# 注释 #}",
        po='msgid "Send %(n)s"\nmsgstr "发送 %(n)s"\n\nmsgid "Close"\nmsgstr "关闭"\n',
    )
    assert said(translate, tmp_path) == ""


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ({"code": 'x = _("Send")'}, "not in any django.po: 'Send'"),
        ({"code": 'x = N_("Send")', "po": 'msgid "Send"\nmsgstr ""\n'}, "no Chinese text for 'Send'"),
        ({"page": "{% translate 'Send' %}"}, "not in any django.po: 'Send'"),
        ({"page": "{% blocktranslate with n=a.b %}Send {{ n }}{% endblocktranslate %}"}, "'Send %(n)s'"),
        ({"page": "{% tag _('Send') %}"}, "not in any django.po: 'Send'"),
        ({"po": '#, fuzzy\nmsgid "Send"\nmsgstr "发送"\n'}, "fuzzy: 'Send'"),
        ({"po": 'msgid "Send %(n)s"\nmsgstr "发送 %(m)s"\n'}, "placeholders differ"),
        ({"po": 'msgid "Send %(n)s"\nmsgstr "发送"\n'}, "placeholders differ"),
        ({"page": "<p>发送</p>"}, "page.html:1: Chinese text outside a translation"),
        ({"code": 'x = "发送"'}, "views.py:1: Chinese text outside a translation"),
        ({"code": 'x = f"{gettext("Send")}!"'.replace('"Send"', "'Send'")}, "inside an f-string"),
    ],
)
def test_each_fault_is_found(translate: ModuleType, tmp_path: Path, fault: dict, finding: str) -> None:
    assert finding in said(translate, room(tmp_path, **fault))


def test_docstrings_and_comments_may_hold_terms_of_the_field(translate: ModuleType, tmp_path: Path) -> None:
    code = '"""派遣 dispatch."""\n\n\ndef f() -> None:\n    """受理"""\n    # 立案\n'

    assert said(translate, room(tmp_path, code=code)) == ""


def test_two_rooms_that_translate_one_text_differently_are_named(
    translate: ModuleType, tmp_path: Path
) -> None:
    room(tmp_path, "cases", code='_("Close")', po='msgid "Close"\nmsgstr "结案"\n')
    room(tmp_path, "cockpit", code='_("Close")', po='msgid "Close"\nmsgstr "关闭"\n')

    assert "two translations of 'Close'" in said(translate, tmp_path)


def test_an_excuse_needs_a_known_reason_and_a_file_that_still_needs_it(
    translate: ModuleType, tmp_path: Path
) -> None:
    room(tmp_path, code='x = "发送"')
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/zh_data.txt").write_text("src/lianzhi/cases/views.py parses\nsrc/gone.py whim\n")

    found = said(translate, tmp_path)

    assert "views.py:1" not in found
    assert "stale: src/gone.py" in found and "unknown reason 'whim'" in found


def test_extract_keeps_translations_and_leaves_out_what_ui_already_says(
    translate: ModuleType, tmp_path: Path
) -> None:
    room(tmp_path, "foundation/ui", code='_("Cancel")', po='msgid "Cancel"\nmsgstr "取消"\n')
    room(
        tmp_path,
        code='_("Cancel"); _("Send"); _("New")',
        po='msgid "Send"\nmsgstr "发送"\n\nmsgid "Old"\nmsgstr "旧"\n',
    )

    translate.run_extract(tmp_path)

    text = translate.po_path(tmp_path, Path("src/lianzhi/cases")).read_text(encoding="utf-8")
    assert 'msgid "Send"\nmsgstr "发送"' in text and 'msgid "New"\nmsgstr ""' in text
    assert "Cancel" not in text and "Old" not in text


def test_compiled_texts_are_what_django_reads(translate: ModuleType, tmp_path: Path) -> None:
    import gettext

    po = 'msgid "%(n)s entry"\nmsgid_plural "%(n)s entries"\nmsgstr[0] "共 %(n)s 条"\n\nmsgctxt "a light"\nmsgid "G"\nmsgstr "绿"\n'
    room(tmp_path, po=po)

    translate.run_compile(tmp_path)

    mo = translate.po_path(tmp_path, Path("src/lianzhi/cases")).with_suffix(".mo")
    with mo.open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.ngettext("%(n)s entry", "%(n)s entries", 5) == "共 %(n)s 条"
    assert texts.pgettext("a light", "G") == "绿"
