"""What one line of a file imports or lists, by what the file's name says it is written in.

Lines are read one by one and without their surroundings: a name in a comment or in a string may be taken for an
import. That is good enough to suggest a library, and costs time linear in the line whatever it holds. No
expression here can match the same character in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from c7gate.model.named_tuple import NamedTuple

Reader = Callable[[str], Iterator[str]]


class Syntax(NamedTuple):
    """How a kind of file names libraries.

    `kind` is the language (`javascript`) or the package registry (`npm`) whose names the lines hold, and
    `is_manifest` says which of the two; `names` gives the names that one line holds, in their order.
    """

    kind: str
    is_manifest: bool
    names: Reader


def syntax_of(path: str) -> Syntax | None:
    """The syntax of the file at `path`, or None for a file that names no libraries."""
    name = path.rpartition("/")[2].lower()
    by_name = next((syntax for pattern, syntax in _MANIFESTS if pattern.fullmatch(name)), None)
    return by_name or _SOURCES.get(name.rpartition(".")[2] if "." in name else "")


def is_source(path: str) -> bool:
    """Whether the file at `path` imports libraries, rather than listing them."""
    syntax = syntax_of(path)
    return syntax is not None and not syntax.is_manifest


def _each(*patterns: str) -> Reader:
    """Reads every match of every pattern; the name is the pattern's one group."""
    compiled = [re.compile(pattern) for pattern in patterns]

    def read(line: str) -> Iterator[str]:
        for pattern in compiled:
            yield from pattern.findall(line)

    return read


_PYTHON_FROM = re.compile(r"[ \t]*from[ \t]+([\w.]+)[ \t]+import\b")
_PYTHON_IMPORT = re.compile(r"[ \t]*import[ \t]+(\w[\w.,\t ]*)")


def _python(line: str) -> Iterator[str]:
    """`from a.b import c`, and `import a, b as c`."""
    if found := _PYTHON_FROM.match(line):
        yield found[1]
    elif found := _PYTHON_IMPORT.match(line):
        for item in found[1].split(","):
            yield from item.split()[:1]


_KEY = re.compile(r"[ \t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)[\"']?[ \t]*=(?!=)")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_REQUIREMENT = re.compile(r"[ \t]*([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?=[\[(<>=!~;@#,\\]|$)")


def _requirement(line: str) -> Iterator[str]:
    """`websockets>=12 ; extra`, a line of requirements.txt."""
    if found := _REQUIREMENT.match(line.rstrip()):
        yield normal_pypi(found[1])


def _pyproject(line: str) -> Iterator[str]:
    """`"websockets>=12"` in a list, `websockets = "^12"` in a table."""
    if found := _KEY.match(line):
        yield normal_pypi(found[1])
    for double, single in _QUOTED.findall(line):
        yield from _requirement(double or single)


def normal_pypi(name: str) -> str:
    """A Python package's name as all its spellings share it."""
    return re.sub(r"[-_.]+", "-", name).lower()


_JAVASCRIPT = _each(
    r"(?<![\w.$])from[ \t]*[\"']([^\"'\s]+)[\"']",
    r"(?<![\w.$])(?:import|require(?:\.resolve)?)[ \t]*(?:\([ \t]*)?[\"'`]([^\"'`\s]+)[\"'`]",
)
_JSON_PACKAGES = _each(
    r"\"([^\"\s]+)\"[ \t]*:[ \t]*\"(?=[\^~<>=*v]?[ \t]*\d|[<>]=|\*|latest|next|npm:|workspace:|file:|link:|git|https?:|catalog:)"
)

_SOURCES = {
    suffix: Syntax(language, is_manifest=False, names=names)
    for language, suffixes, names in (
        ("javascript", "js mjs cjs jsx ts mts cts tsx vue svelte astro", _JAVASCRIPT),
        ("python", "py pyi", _python),
        ("go", "go", _each(r"^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?\"([^\"\s]+)\"[ \t]*(?:$|/[/*])")),
        (
            "rust",
            "rs",
            _each(r"^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?(?:use|extern[ \t]+crate)[ \t]+(?:::)?(\w[\w:]*)"),
        ),
        ("java", "java kt kts scala groovy", _each(r"^[ \t]*import[ \t]+(?:static[ \t]+)?(\w[\w.]*)")),
        (
            "csharp",
            "cs",
            _each(
                r"^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?(?:\w+[ \t]*=[ \t]*)?(\w[\w.]*)[ \t]*;"
            ),
        ),
        ("ruby", "rb", _each(r"^[ \t]*require[ \t]*(?:\([ \t]*)?[\"']([^\"'\s]+)[\"']")),
        ("php", "php", _each(r"^[ \t]*use[ \t]+(?:(?:function|const)[ \t]+)?\\?(\w[\w\\]*)")),
    )
    for suffix in suffixes.split()
}

_MANIFESTS = tuple(
    (re.compile(pattern), Syntax(registry, is_manifest=True, names=names))
    for registry, pattern, names in (
        ("npm", r"package\.json", _JSON_PACKAGES),
        ("pypi", r".*requirements.*\.(?:txt|in)", _requirement),
        ("pypi", r"pyproject\.toml|pipfile", _pyproject),
        ("go", r"go\.mod", _each(r"^[ \t]*(?:require[ \t]+)?([\w./~-]+)[ \t]+v\d")),
        (
            "cargo",
            r"cargo\.toml",
            _each(r"^[ \t]*([\w-]+)[ \t]*=(?!=)", r"^[ \t]*\[[^\]]*dependencies\.([\w-]+)\]"),
        ),
        (
            "maven",
            r"pom\.xml|build\.gradle(?:\.kts)?",
            _each(r"<artifactId>[ \t]*([\w.-]+)", r"[\"'][\w.-]+:([\w.-]+)[:\"']"),
        ),
        (
            "nuget",
            r".*\.(?:cs|fs|vb)proj|directory\.packages\.props",
            _each(r"\bInclude[ \t]*=[ \t]*\"([\w.-]+)\""),
        ),
        (
            "gem",
            r"gemfile|.*\.gemspec",
            _each(
                r"^[ \t]*(?:gem|\w+\.add_(?:runtime_|development_)?dependency)[ \t]*(?:\([ \t]*)?[\"']([^\"'\s]+)[\"']"
            ),
        ),
        ("composer", r"composer\.json", _JSON_PACKAGES),
    )
)
