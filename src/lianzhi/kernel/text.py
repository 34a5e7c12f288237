"""What people write: taken in cleanly, found again, cut to a title, shown without personal numbers. Pure.

``clean`` keeps the resident's own words (Chinese full-width punctuation stays as written); ``fold`` is the
form for comparing and searching and is never shown.
"""

import re
import unicodedata

from lianzhi.kernel.errors import N_, BadInput

# Invisible and without meaning in the scripts we serve; the zero-width joiner stays, it builds emoji.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")

_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_SENTENCE_END = re.compile(r"(?<=[。！？；!?;])|\n")
_GREETING = re.compile(
    r"(?:(?:尊敬的|敬爱的)[^，,：:。！!？?\n]{0,12}[，,：:。！!\s]+|(?:各位)?(?:领导|书记|镇长|主任)?(?:您好|你好|好)[，,：:。！!\s]+)+"
)
_BREAKS = "，,、；;：: "


def clean(text: str, limit: int, *, field: str = "text", required: bool = False) -> str:
    """The text as it is stored. Raises BadInput; never cuts and never drops a visible character.

    Full-width letters and digits become plain ones, blanks collapse, lines are trimmed, at most one empty
    line stays between paragraphs, invisible formatting goes. Any other control character is refused, since it
    means that the text was damaged or forged on the way. ``limit`` counts characters of the result.
    """
    if _ordinary(text):
        text = text.strip(" ")
    else:
        text = _cleaned(text, field)
    if required and not text.strip("\u200d\ufe0f"):
        raise BadInput(
            "text.empty", N_("The text is empty."), way_out=N_("Write what happened and where."), field=field
        )
    if len(text) > limit:
        raise BadInput(
            "text.too_long",
            N_("The text has %(length)d characters; at most %(limit)d are possible."),
            way_out=N_("Shorten it by %(excess)d characters, or send the rest as a second message."),
            field=field,
            params={"length": len(text), "limit": limit, "excess": len(text) - limit},
        )
    return text


def _ordinary(text: str) -> bool:
    """One line of visible characters and single blanks: nearly every cell of a table. Nothing but its ends can change."""
    return (
        text.isprintable()
        and "  " not in text
        and not _WIDE.search(text)
        and unicodedata.is_normalized("NFC", text)
    )


def _cleaned(text: str, field: str) -> str:
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    text = _INVISIBLE.sub("", _WIDE.sub(lambda wide: chr(ord(wide.group()) - 0xFEE0), text))
    if found := _FORBIDDEN.search(text):
        raise BadInput(
            "text.control_character",
            N_("The text holds an invisible control character (%(code)s) as character %(position)d."),
            way_out=N_("Delete it or type the text again; copying through a plain text editor removes it."),
            field=field,
            params={"code": f"U+{ord(found.group()):04X}", "position": found.start() + 1},
        )
    lines = (line.strip() for line in _BLANKS.sub(" ", text).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def fold(text: str) -> str:
    """For comparing: compatibility forms folded, lower case, blanks collapsed, nothing invisible."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.split())


def bigrams(text: str) -> str:
    """What is stored for search: the distinct terms of a text, one blank around each.

    Chinese runs give their overlapping pairs and, for one-character queries, the last character of each run;
    Latin words and numbers stay whole. A text holds a term if ``" term "`` is in it, or ``" x"`` for a
    query of the single character x.
    """
    terms: dict[str, None] = {}
    for run in _WORD.findall(fold(text)):
        terms.update(dict.fromkeys(_pairs(run)))
        terms[run if run.isascii() else run[-1]] = None
    return f" {' '.join(terms)} " if terms else ""


def search_terms(query: str) -> list[str]:
    """The substrings that ``bigrams(text)`` must all hold for the text to match the query."""
    terms: dict[str, None] = {}
    for run in _WORD.findall(fold(query)):
        if len(run) == 1 and not run.isascii():
            terms[f" {run}"] = None
        else:
            terms.update({f" {pair} ": None for pair in _pairs(run)})
    return list(terms)


def _pairs(run: str) -> list[str]:
    return [run] if run.isascii() else [run[i : i + 2] for i in range(len(run) - 1)]


def shorten(text: str, limit: int = 40) -> str:
    """A title of at most ``limit`` characters: the first sentence without its greeting, cut at a comma."""
    text = text.strip()
    if greeting := _GREETING.match(text):
        text = text[greeting.end() :] or text
    sentences = (" ".join(part.split()) for part in _SENTENCE_END.split(text))
    sentence = next((part for part in sentences if any(c.isalnum() for c in part)), " ".join(text.split()))
    if len(sentence) <= limit:
        return sentence.rstrip("。；;，,")
    cut = sentence[: limit - 1]
    at = max(cut.rfind(mark) for mark in _BREAKS)
    return (cut[:at] if at >= limit // 3 else cut) + "…"
