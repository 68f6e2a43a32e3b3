"""Path patterns of policy."""

import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.parsing.glob import compile_globs


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.md", "README.md", True),
        ("*.md", "a/b/README.md", True),
        ("*.md", "README.mdx", False),
        ("*.md", "x.md/code.py", False),
        ("/*.md", "a/README.md", False),
        ("Makefile", "sub/Makefile", True),
        ("/Makefile", "Makefile", True),
        ("/Makefile", "sub/Makefile", False),
        ("docs/*.md", "docs/a.md", True),
        ("docs/*.md", "docs/sub/a.md", False),
        ("docs/*.md", "x/docs/a.md", False),
        ("docs/**", "docs/sub/a.md", True),
        ("docs/**", "docs", False),
        ("docs/**", "docs2/a", False),
        ("vendor/", "a/vendor/b/c.go", True),
        ("vendor/", "vendor", True),
        ("vendor/", "vendors/a", False),
        ("/policies/", "policies/gates.yaml", True),
        ("/policies/", "policies", True),
        ("/policies/", "x/policies/gates.yaml", False),
        ("a/b/", "a/b/c/d", True),
        ("a/b/", "x/a/b/c", False),
        ("**", "any/thing", True),
        ("**/x.py", "x.py", True),
        ("**/x.py", "a/b/x.py", True),
        ("**/x.py", "a/bx.py", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b/c", "a/b/b/c", True),
        ("a/**/b/**/c", "a/b/b/x/c", True),
        ("a/**/**/b", "a/b", True),
        ("a*b*c", "abbbcc", True),
        ("a*b*c", "a/b/c", False),
        ("?", "a", True),
        ("?", "ab", False),
        ("a?b", "a/b", False),
        ("[ab].py", "a.py", False),
        ("[ab].py", "[ab].py", True),
        ("a.py", "axpy", False),
        ("*.PY", "a.py", False),
        ("*", "a\nb", True),
        ("*.py", "a.py\n", False),
    ],
)
def test_a_pattern_means_what_it_means_in_gitignore(pattern: str, path: str, *, expected: bool) -> None:
    assert compile_globs([pattern])(path) is expected


def test_no_patterns_match_nothing() -> None:
    assert not compile_globs([])("a")
    assert not compile_globs([])("")


def test_any_of_several_patterns_is_enough() -> None:
    matches = compile_globs(["*.md", "vendor/", "/LICENSE"])
    assert [path for path in ("a.md", "vendor/x", "LICENSE", "a.py") if matches(path)] == [
        "a.md",
        "vendor/x",
        "LICENSE",
    ]


@pytest.mark.parametrize("pattern", ["", "/", "//"])
def test_a_pattern_that_names_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="names nothing"):
        compile_globs([pattern])


def plain(pattern: str, path: str) -> bool:
    """The same meaning by trying everything."""
    folder = pattern.endswith("/")
    body = pattern.removesuffix("/")
    wanted = body.removeprefix("/").split("/")
    if "/" not in body:
        wanted = ["**", *wanted]
    has = path.split("/")

    @cache
    def fits(p: int, h: int) -> bool:
        if p == len(wanted):
            return h == len(has) or folder
        if wanted[p] == "**":
            rest = any(fits(p + 1, k) for k in range(h, len(has)))
            return h < len(has) if p + 1 == len(wanted) else rest
        return h < len(has) and name_fits(wanted[p], has[h]) and fits(p + 1, h + 1)

    return fits(0, 0)


def name_fits(wanted: str, has: str) -> bool:
    if not wanted:
        return not has
    if wanted[0] == "*":
        return any(name_fits(wanted[1:], has[k:]) for k in range(len(has) + 1))
    return bool(has) and wanted[0] in ("?", has[0]) and name_fits(wanted[1:], has[1:])


NAMES = st.text("ab", min_size=1, max_size=5)
PIECES = st.one_of(st.just("**"), st.text("ab*?", min_size=1, max_size=5).filter(lambda text: text != "**"))


@st.composite
def globs(draw: st.DrawFn) -> str:
    body = "/".join(draw(st.lists(PIECES, min_size=1, max_size=5)))
    return draw(st.sampled_from(["", "/"])) + body + draw(st.sampled_from(["", "/"]))


@settings(max_examples=600, deadline=None)
@given(globs(), st.lists(NAMES, min_size=1, max_size=6))
def test_the_compiled_pattern_agrees_with_trying_everything(pattern: str, names: list[str]) -> None:
    path = "/".join(names)
    assert compile_globs([pattern])(path) is plain(pattern, path)


@settings(max_examples=100, deadline=None)
@given(st.lists(globs(), max_size=4), st.lists(NAMES, min_size=1, max_size=4))
def test_several_patterns_are_the_union(patterns: list[str], names: list[str]) -> None:
    path = "/".join(names)
    assert compile_globs(patterns)(path) is any(compile_globs([pattern])(path) for pattern in patterns)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a*a*a*a*a*a*a*a*a*b", "a" * 20_000),
        ("**/a/**/a/**/a/**/a/**/a/**/b", "a/" * 10_000 + "c"),
        ("**/*a*/**/*a*/**/*a*/**/b/", "aaaa/" * 5_000 + "c"),
        ("/".join(["**", "*a*b"] * 8), "a/" * 10_000 + "a"),
    ],
)
def test_hostile_patterns_stay_linear(pattern: str, path: str) -> None:
    """T69: a pattern of policy or a path of a change must not stop the check."""
    matches = compile_globs([pattern])
    started = time.perf_counter()
    assert not matches(path)
    assert time.perf_counter() - started < 1
