"""What prose says about a look-up: asserted, denied, or only mentioned. It never makes a reference.

A sentence is judged only with an anchor in it (`Context7`, `ctx7`), by rules that hold for any wording:

1. What stands in quotation marks, or has a blank to fill in, is somebody's template: a mention.
2. A denial beside the anchor denies, an assertion beside it claims. Assertions are a verb of asking in the
   past with the anchor as its object or means, a word that names a source, or an id right after the anchor.
3. What governs a look-up stands before it: an obligation, a plan, a condition, a question or an imperative
   there makes denial and claim a mention. What follows the look-up is what was learned and changes nothing.
4. Otherwise the product, its parts and its installation are mentions; an id or a ticked box makes a claim.

The words are those of eight languages (references, section 3). An unknown wording is a mention, which costs
the author one pasted line and never lets a change pass.
"""

from __future__ import annotations

import re
from functools import lru_cache

from c7gate.model.reference import TextVerdict
from c7gate.parsing.anchor import ANCHOR, LOOSE_ANCHOR

_WORD = r"(?:context7|ctx7)(?!-mcp|-?\d|\.json|\.com|\.md|\w)"
_C7 = rf"(?:the )?[`*\[\"(]{{0,3}}{_WORD}"
_NAME = rf"{_WORD}[`*\])]{{0,3}}"
_ASKED = (
    r"(?:re-?|cross-?|double-?|doc-?)?(?:verified|validated|checked|consulted|confirmed|queried|fetched|retrieved"
    r"|reviewed|researched|sourced|cited|looked[ -]up|read up|grounded|derived|backed|used|generated|adapted)"
)
_ASKED_ABROAD = (
    r"(?:geprüft|verifiziert|nachgeschlagen|konsultiert|bestätigt|validée?s?|vérifiée?s?|consultée?s?|confirmée?s?"
    r"|verificad[oa]s?|consultad[oa]s?|conferid[oa]s?|confirmad[oa]s?|validad[oa]s?|verifiquei|consultei|confirmei)"
)
_BY = r"(?:against|via|with|from|through|in|using|by|per|including|über|mit|avec|dans|con|en|com|no)"
_SOURCE = (
    r"(?:sources?|quellen?|fuentes?|fontes?|refer[eê]ncias?|references?|evidence|findings?|results?|guidance|recommendations?"
    r"|best practices|来源|來源|依据|出典|根拠|출처|근거)"
)

_CLAIMED = re.compile(
    # a verb of asking in the past, its object or its means: `verified via Context7`, `re-checked Context7`
    rf"(?<!non )(?<![\w-])(?:{_ASKED}|{_ASKED_ABROAD}|after \w+ing)\b[^.;?]{{0,90}}?[ \n]{_BY} (?:[\w ,/()'-]{{0,60}}?[ (,])??{_C7}(?![`*]* (?:mcp )?(?:json|schema|api|config))"
    rf"|(?<![\w-]){_ASKED}[`*:]* {_C7}|{_NAME}\W{{0,3}}{_ASKED_ABROAD}\b|{_NAME}[`*]*(?:[- :]|\*\*)+(?:(?:mcp|docs?|library|was|were|is|are) )*{_ASKED}\b"
    rf"|\b{_ASKED}\b[^.;()]{{0,90}}\({_C7} for\b"
    # a word that names a source: `per Context7`, `Source: Context7`, `based on Context7 docs`
    rf"|\b(?:as )?per {_C7}(?!-\d)|\b(?:according to|based on|laut|gemäß|selon|d'après|según|segundo|conforme) {_C7}"
    rf"|{_SOURCE}(?:[:：*`\s]| - )+{_C7}|\b{_SOURCE} (?:from|via|through) {_C7}"  # noqa: RUF001  Chinese and Japanese punctuation
    rf"|\b(?:docs?|documentation|guide|reference|manual) (?:from|via) {_C7}[`*]* \("
    # Context7 as the witness
    rf"|\(from {_C7}|\busing {_C7} docs\b|{_NAME} (?:docs? |documentation )?(?:confirm|say|state|show|recommend)(?:s|ed)?\b|{_NAME} \((?:resolve|query)"
    rf"|{_NAME} (?:verification|look-?ups?|resolution|research|quer(?:y|ies))\b[^.;]{{0,60}}\b(?:executed|done|performed|completed?)\b"
    # languages that put the verb behind
    rf"|{_NAME}\s*[でをに]\S{{0,3}}?(?:確認|検証|参照|照合)(?:済|し[、たてま])"
    rf"|{_NAME}\s*\S{{0,6}}\s*[가-힣 ]{{0,8}}?(?:확인|검증|조회|참고)(?:\s*(?:완료|함|됨|했|하여)|(?=\s*(?:[):,]|$)))|(?:근거|출처)\S*\s*{_NAME}"
    rf"|(?:已|已经)(?:通过|使用|用|经|在)?\s*{_NAME}|通过\s*{_NAME}[^。；]{{0,30}}?(?:验证|核对|查阅|核验|确认|获取|调取)"  # noqa: RUF001  Chinese and Japanese punctuation
    rf"|根据\s*{_NAME}|{_NAME}\S{{0,12}}\s*(?:查询|验证|核对|确认)完成",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"{_C7}[`*\])]{{0,3}}(?: (?:mcp|docs?|library))?(?: ?:| ?\(| /| \[| )? ?`?(?<!\w)/(?=\w)", re.IGNORECASE
)
_FIELD = re.compile(
    r"^\W{0,4}context7[_ ](?:query|takeaways|applied|consulted)\W{0,4}:(?!\W*(?:no|none|n/a)\b)",
    re.IGNORECASE,
)

_DENIED = re.compile(
    rf"\b(?:no|(?<!\bor )(?<=[ (])without(?: any)?|not (?:via|with|from|in)) (?:[\w-]+ ){{0,2}}?{_C7}"
    r"(?![`*]*(?:[- ]?(?:mcp )?(?:api )?(?:keys?|config|overlay|references?|\w+ references?|support|integration)\b))"
    rf"|{_NAME}\W{{0,3}}(?:[\w/-]+ ){{0,3}}(?:is |was |are |were )?(?:un(?:available|reachable|used)"
    r"|not (?:needed|required|consulted|queried|used|checked|available|reachable|applicable|necessary)"
    r"|n/a\b|skipped|failed|timed out|returned (?:nothing|no |unrelated)|ha[ds] no\b)"
    r"|\b(?:not|never|n['’]t) (?:yet )?(?:been )?(?:consult|quer|check|fetch|verif|us(?:e|ing)|look|reach|find|return|read)\w*"  # noqa: RUF001  typographic apostrophe
    r"|\battempt(?:ed)?\b[^.]{0,80}?\b(?:but|invalid|failed|unavailable|quota)"
    rf"|\b(?:não|no|non|pas|nicht) (?:(?:foi|se|été) )?{_ASKED_ABROAD}|\bno (?:se )?(?:consult|verific|us)ó"
    rf"|\b(?:sem|sin|sans|ohne|kein\w*) (?:\w+ )?(?:o )?{_C7}|{_NAME} (?:wurde )?nicht\b|\bnicht (?:via|über|mit) {_C7}"
    rf"|(?:未|没有|沒有|没)(?:使用|查询|查詢|查阅|验证|通过)|{_NAME}\s*(?:查询)?(?:连接)?失败"
    rf"|{_NAME}\s*(?:없이|미사용|사용하지|확인하지|조회하지)"
    rf"|{_NAME}\s*(?:を|は|で)?\s*(?:使わ|使用せ|使用し(?:て|ませ)|確認し(?:て(?:い)?な|ませ))",
    re.IGNORECASE,
)
_GOVERNED = re.compile(
    # obligation and plan
    r"\b(?:TODO|FIXME|will|shall|should|must|can|could|may|need(?:s|ed)? to|requir(?:es?|ing)|ensure|plan(?:s|ned)?|going to|to be|please"
    r"|always|mandatory|instruct\w*|how to|toujours|obligatoire|immer|muss|soll|siempre|debe\w*|sempre|deve\w*"
    r"|antes de|before|avant de|bevor|resolva|consulte|confere)\b(?!-)|\bpflicht|必须|必須|优先|應|应|请|需|必要|반드시|우선"
    # condition and question
    r"|\b(?:if|whether|until|unless|when(?:ever)?|once|wenn|quando|cuando|welche\w*|have (?:I|you|we)|did (?:I|you|we))\b[^,.;:()]{0,60}\Z"
    # an imperative, an open box
    r"|\b(?:use|load|consult|query|confirm|check|verify|fetch|look up|refresh|resolve|call|prefer|usar|utiliser)(?: the| current| with| via)?\W*\Z"
    r"|\A\W{0,4}\[ \]|[☐□]|\A\W*❌|\A(?:si|wenn|quand) ",
    re.IGNORECASE,
)
_GOVERNED_BEHIND = re.compile(
    rf"{_NAME}\W{{0,4}}(?:\w+ ){{0,2}}?(?:must|should|shall|will|needs?|to be|is required|obligatoire|필수)\b"
    rf"|{_NAME}[^.]{{0,20}}(?:un|not )available\W{{0,3}}(?:→|->|=>)|{_NAME}\s*확인 후",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r".*(?:[.;!?。；(]| — |\) )", re.DOTALL)  # noqa: RUF001  Chinese and Japanese punctuation
_BLANK = re.compile(
    rf"{_NAME}[^.]{{0,20}}(?:\{{[\w ]+\}}|\[[a-z]+ [a-z ]+\](?!\()|<[a-z]+[ -][a-z -]+>)|\{{\w+\}}[^.]{{0,20}}{_NAME}",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<![\"\w=])[\"“„«][^\"“”„«»\n]*[\"”“»](?!\")")
_SAYS = re.compile(r"(?: .*)(?:context7|ctx7)|(?:context7|ctx7).* ", re.IGNORECASE)
_PORTUGUESE = re.compile(
    r"\b(?:cada|veja|para|pel[oa]|você|não|uma?|pacotes?|conforme|documentação)\b", re.IGNORECASE
)
_ABOUT = re.compile(
    rf"{_NAME} (?:mcp )?(?:\w+ )?(?:server|servers|config\w*|plugin|setup|settings?|section|wildcard|integration|overlay|marker"
    r"|badge|cli|claim|normali[sz]ation|tools?|skill|library|page|entry|dashboard|schema|ownership|agent|support|users)\b"
    rf"|\bAPI[- ]keys?\b|\bkeys?\b|\bon {_C7}|\bMCP servers?\b|\b(?:remote|default|as an) MCP\b|\.mcp\.json|mcp__|@upstash/|CONTEXT7_"
    r"|\b(?:install|set ?up|bump|upgrade|enable|disable|rename|remove|uninstall|migrate|configured?s?|refresh|available via)\b"
    rf"|\buse (?:context7|library)\b|\breplac\w+ {_C7}|\bconfigurad[oa]|配置|移除|設定|설정|{_NAME} -> "
    rf"|\badd(?:s|ed|ing)? (?:\w+ )?{_C7}[`*]* (?:to|support|mcp|as)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)  # a squash body repeats the sentences of its commits
def judge(sentence: str, *, with_id: bool, ticked: bool = False) -> TextVerdict:
    """What one sentence says.

    `with_id` tells that a library id stands in it or on the adjacent line, `ticked` that it is a ticked task,
    whose bare mention is a claim.
    """
    if not ANCHOR.search(sentence):
        return _without_anchor(sentence)
    unquoted = _unquoted(sentence)
    anchor = ANCHOR.search(unquoted)
    if anchor is None or _BLANK.search(unquoted):
        return TextVerdict.MENTION
    sentence = unquoted
    denied = _denial(sentence)
    if denied is not None:
        return TextVerdict.MENTION if _is_governed(sentence, denied) else TextVerdict.NEGATED
    claimed = _CLAIMED.search(sentence) or _BESIDE.search(sentence)
    start = claimed.start() if claimed else anchor.start()
    if _is_governed(sentence, start):
        return TextVerdict.MENTION
    if claimed:
        return TextVerdict.CLAIM
    return TextVerdict.CLAIM if (with_id or ticked) and not _ABOUT.search(sentence) else TextVerdict.MENTION


def _without_anchor(sentence: str) -> TextVerdict:
    if not LOOSE_ANCHOR.search(sentence):
        return TextVerdict.NONE
    return TextVerdict.CLAIM if _FIELD.search(sentence) else TextVerdict.MENTION


def _unquoted(sentence: str) -> str:
    """The sentence without the phrases in quotation marks that name the anchor: somebody else's words."""
    if '"' not in sentence and "“" not in sentence and "„" not in sentence:
        return sentence
    return _QUOTED.sub(lambda phrase: "…" if _SAYS.search(phrase.group()) else phrase.group(), sentence)


def _denial(sentence: str) -> int | None:
    match = _DENIED.search(sentence)
    # In Portuguese `no Context7` means `in Context7`.
    if match is None or (match.group().lower().startswith("no ") and _PORTUGUESE.search(sentence)):
        return None
    return match.start()


def _is_governed(sentence: str, start: int) -> bool:
    """Whether the clause before `start` makes a rule, a plan, a condition or a question of what follows."""
    if start and _GOVERNED.search(_CLAUSE.sub("", sentence[:start], count=1)):
        return True
    return _GOVERNED_BEHIND.search(sentence, start) is not None


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
