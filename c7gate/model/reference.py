"""What reading one text for references gives."""

from enum import StrEnum

from c7gate.model.named_tuple import NamedTuple


class Channel(StrEnum):
    """Where a text comes from; it decides which structure is expected."""

    COMMIT = "commit"
    PR = "pr"
    REVIEW = "review"
    FILE = "file"


class TextVerdict(StrEnum):
    """A text's verdict, strongest first."""

    REFERENCE = "reference"
    CLAIM = "claim"
    WAIVED = "waived"
    NEGATED = "negated"
    MENTION = "mention"
    NONE = "none"


class Form(StrEnum):
    """How a reference was written."""

    TRAILER = "trailer"
    URL = "url"
    SECTION = "section"
    TASK = "task"
    PROSE = "prose"


class Reference(NamedTuple):
    """One counted reference.

    `id` is the library as named, leading slash restored, version kept (`/websockets/ws/8_18_3`,
    `/vercel/next.js@v15.1.8`); `library` is the id without its version; `version` is empty if none was
    named. Line and column (of the id, from 1) are those of the text as given.
    """

    id: str
    library: str
    version: str
    topic: str
    form: Form
    line: int
    column: int


class TextWaiver(NamedTuple):
    """`Context7: none (reason)`: an answer that no look-up was needed."""

    reason: str
    line: int
    column: int


class Drop(StrEnum):
    """Why a candidate does not count."""

    INVALID = "invalid"  # a trailer whose value is no library, waiver or URL
    PLACEHOLDER = "placeholder"  # /org/project, <library id>
    NO_REASON = "no-reason"  # a waiver without its reason
    CONFLICT = "conflict"  # a waiver beside a reference in the same text
    NEAR_MISS = "near-miss"  # Context-7:, Contex7:, a missing colon
    COMMENT = "comment"  # inside an HTML comment
    CODE = "code"  # inside a fence, an indented block or a code span
    QUOTE = "quote"  # inside a quotation
    TEMPLATE = "template"  # a line of the repository's own template
    UNCHECKED = "unchecked"  # a task that is not ticked
    STRUCK = "struck"  # struck out
    REVERT = "revert"  # a revert quotes what it undoes
    INVISIBLE = "invisible"  # zero-width or look-alike characters
    CLAIM = "claim"  # prose that asserts a look-up
    NEGATED = "negated"  # prose that denies one
    MENTION = "mention"  # the product, its configuration, somebody else's text


class Candidate(NamedTuple):
    """Text that looked like evidence and does not count, with the reason in words.

    `suggestion` is the line to write instead, or empty. `libraries` are the ids it names.
    """

    drop: Drop
    text: str
    because: str
    line: int
    column: int
    suggestion: str = ""
    libraries: tuple[str, ...] = ()


class TextReading(NamedTuple):
    """Everything one text says. `libraries` are all ids it names, first appearance first."""

    verdict: TextVerdict = TextVerdict.NONE
    references: tuple[Reference, ...] = ()
    waivers: tuple[TextWaiver, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    libraries: tuple[str, ...] = ()
