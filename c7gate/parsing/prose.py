"""What prose says about a look-up: asserted, denied, or only mentioned. It never makes a reference.

A sentence is judged only with an anchor in it (`Context7`, `ctx7`). In order: a denial beats a claim beats
intent and configuration beats the mere presence of an id beats a mention. The words are those found in real
commits, descriptions and files in eight languages (references, section 3); an unknown wording is a mention,
which costs the author one pasted line and never lets a change pass.
"""

from __future__ import annotations

import re

from c7gate.model.reference import TextVerdict

ANCHOR = re.compile(
    r"(?<![\w@.-])(?:(?<![/])|(?<=docs/)|(?<= /))context7(?!(?:-mcp|\.json|\.com|\.snap|__|/README|\w|-overlay))"
    r"|(?<![\w@/.-])ctx7(?!-\d|\w|\.json)"
    r"|\bcontext7:(?=docs\b)",
    re.IGNORECASE,
)
"""The practice's name in prose: not a package, a file, a tool's identifier or a ticket."""

LOOSE_ANCHOR = re.compile(r"context[-_ ]?7|ctx7|use library /", re.IGNORECASE)
"""Anything that talks about the product, for mentions."""

_C7 = r"(?:the )?[`*\[\"(]*(?:context7|ctx7)"
_ASKED = (
    r"(?:re-?|cross-?|double-?)?(?:verified|validated|checked|consulted|confirmed|queried|fetched|retrieved|reviewed"
    r"|researched|sourced|cited|looked[ -]up|read up|grounded|derived|backed)"
)
_ASKED_ABROAD = (
    r"검증|확인(?:함|완료)|조회|참고|근거|查询完成|已查|查阅|查询了|核对|参考了|验证(?:完成|通过|了)|確認(?:済|した|しました)|参照(?:し|済)|検証"
    r"|(?<!\w)(?:verifiquei|consultei|confirmei|verificad[oa]s?|consultad[oa]s?|conferid[oa]s?|confirmad[oa]s?|vérifiée?s?|consultée?s?|selon"
    r"|geprüft|verifiziert|nachgeschlagen|konsultiert|laut|gemäß|según|segundo)(?!\w)"
)
_DENIED = re.compile(
    r"\b(?:no|without(?: any)?|not via|never|nor) (?:[\w-]+ ){0,2}?[`*]*(?:context7|ctx7)(?! (?:mcp )?(?:api )?(?:keys?|config))"
    r"|(?:context7|ctx7)\W{0,3}(?:[\w/-]+ ){0,3}(?:is |was |are |were )?(?:un(?:available|reachable|used)"
    r"|not (?:needed|required|consulted|queried|used|checked|available|reachable|applicable|necessary)"
    r"|n/a\b|skipped|failed|timed out|returned (?:nothing|no |unrelated)|had no\b|has no\b)"
    r"|\b(?:did|does|do|could|was|were|has|have|had) ?(?:not|n['’]t|never) (?:yet )?(?:been )?"  # noqa: RUF001  typographic apostrophe
    r"(?:consult|quer|check|fetch|verif|use|look|reach|find|return|read)\w*"
    r"|\bnot (?:queried|consulted|verified|checked|looked up)\b"
    r"|\battempt(?:ed)?\b[^.]{0,80}?\b(?:but|invalid|failed|unavailable|quota)"
    r"|\bnão (?:foi )?(?:verificad|consultad|usad)|\bsem (?:consultar )?(?:o )?context7|\bsin (?:consultar )?context7"
    r"|\bno (?:se )?(?:consult|verific|us)ó|\bsans (?:consulter )?context7|\bpas (?:été )?(?:consult|vérifi)"
    r"|\bohne context7|\bkein\w* context7|\bcontext7 (?:wurde )?nicht\b|\bnicht (?:via|über|mit) context7"
    r"|(?:未|没有|沒有|没)(?:使用|查询|查詢|查阅|验证|通过)|context7\s*(?:없이|미사용|사용하지|확인하지|조회하지)"
    r"|context7\s*(?:を|は)?\s*(?:使わ|使用せ|使用し(?:て|ませ)|確認し(?:て(?:い)?な|ませ))",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    rf"\b{_ASKED}\b[^.;]{{0,90}}?\b(?:against|via|with|from|through|in|using|by|per) (?:[\w ]{{0,30}}?\()?{_C7}"
    rf"|\b{_ASKED}[`*:]* {_C7}|{_C7}[`*]*(?:[- :]|\*\*)+(?:docs? |library )*{_ASKED}\b"
    rf"|\b(?:as )?per {_C7}|\baccording to {_C7}|\bsources?[:*`\s]+{_C7}"
    rf"|context7[`*]* (?:verification|look-?ups?|resolution|research|quer(?:y|ies)|docs? check)\b"
    rf"(?! (?:file|token|url|badge|modal|work|rule|step))"
    rf"|\b(?:evidence|findings?|results?|guidance|recommendations?|knowledge|docs?|documentation|sources?) "
    rf"(?:from|via|through) {_C7}|\b(?:checked|verified) against the live server"
    rf"|{_C7}[`*]* \((?:resolve|query)|\b(?:checked|consulted|verified|used)\b[^.]{{0,90}}\({_C7} for\b"
    rf"|\bincluding {_C7} resolution|{_C7} consulted\W+yes",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"{_C7}[`*]* ?[:(]? ?`?/(?=\w)", re.IGNORECASE)
_VERB = re.compile(rf"\b{_ASKED}\b", re.IGNORECASE)
_OPEN = re.compile(r"^\W{0,4}\[ \]|☐|\bTODO\b|\bantes de\b")
_KEYS = re.compile(r"\bkeys?\b", re.IGNORECASE)
_PORTUGUESE = re.compile(
    r"\b(?:cada|consulte|resolva|confere|veja|para|pel[oa]|você|antes de|não|uma?|pacotes?|conforme|documentação)\b",
    re.IGNORECASE,
)
_CLAIMED_ABROAD = re.compile(_ASKED_ABROAD, re.IGNORECASE)
_INTENDED = re.compile(
    r"\b(?:TODO|FIXME|will|shall|should|must|need(?:s|ed)? to|plan(?:s|ned)? to|going to|to be|please|follow-up|later"
    r"|always|mandatory|whenever|instruct\w*|antes de|before (?:coding|implementing|writing)|avant de|bevor)\b"
    r"|\buse (?:context7|library)\b|\bresolva\b|\{[\w ]+\}"
    r"|^\W{0,4}\[ \]|☐",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\bAPI[- ]keys?\b|\bkeys?\b|(?<!via )(?:context7|ctx7)[`*]* (?:mcp )?(?:\w+ )?(?:server|config\w*|plugin|setup|settings?"
    r"|section|wildcard|integration|overlay|marker|badge|cli\b|claim|normali[sz]ation|tools?\b|skill|library id)"
    r"|\b(?:MCP server|remote MCP|default MCP|as an MCP)\b|\.mcp\.json|mcp__|@upstash/|@context7/|CONTEXT7_API_KEY"
    r"|\b(?:install|set ?up|bump|upgrade|enable|disable|rename|remove|uninstall|migrate|configure[ds]?|configurado)\b"
    r"|\breplac\w+ (?:the )?[`]?context7|context7\.json|verification file|\bconfigurad[oa]|配置|移除|設定|설정"
    r"|\badd(?:s|ed)? (?:the )?[`]?context7[`]? (?:to|support|mcp|as)\b|context7 -> ",
    re.IGNORECASE,
)


def judge(sentence: str, *, with_id: bool, ticked: bool = False) -> TextVerdict:
    """What one sentence says.

    `with_id` tells that a library id stands in it or on the adjacent line, `ticked` that it is a ticked task,
    whose bare mention is a claim.
    """
    if not ANCHOR.search(sentence):
        return TextVerdict.MENTION if LOOSE_ANCHOR.search(sentence) else TextVerdict.NONE
    if _is_denied(sentence):
        return TextVerdict.NEGATED
    if _is_claimed(sentence):
        return TextVerdict.CLAIM
    if _INTENDED.search(sentence) or _ABOUT.search(sentence):
        return TextVerdict.MENTION
    weak = with_id or ticked or _CLAIMED_ABROAD.search(sentence) or _VERB.search(sentence)
    return TextVerdict.CLAIM if weak else TextVerdict.MENTION


def _is_denied(sentence: str) -> bool:
    match = _DENIED.search(sentence)
    if match is None or (_KEYS.search(sentence) and not _CLAIMED.search(sentence)):
        return False
    # In Portuguese `no Context7` means `in Context7`.
    return not (match.group().lower().startswith("no ") and _PORTUGUESE.search(sentence))


def _is_claimed(sentence: str) -> bool:
    if _OPEN.search(sentence):
        return False
    beside = _BESIDE.search(sentence)
    if beside and not _INTENDED.search(sentence[: beside.start()]):
        return True
    return _CLAIMED.search(sentence) is not None


_PREFIX_UNDONE = re.compile(
    r"\b(?:TODO|TBD|not (?:yet )?(?:consulted|checked|queried|looked up|needed|found)|no look-?ups?|will|to be|going to"
    r"|did not|didn't|never|without)\b",
    re.IGNORECASE,
)
_SUFFIX_UNDONE = re.compile(
    r"\W{0,4}(?:is |was |were )?(?:not (?:yet )?\w+(?:ed|able|found)|unavailable|failed)\b", re.IGNORECASE
)


def undone(before: str, after: str) -> bool:
    """Whether the words around an id in a task or a section say that it was not looked up."""
    return bool(_PREFIX_UNDONE.search(before) or _SUFFIX_UNDONE.match(after))
