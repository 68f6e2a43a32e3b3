"""Calls to a forge that misbehaves: each ends in time, with its reason, and nothing says the token (T86, T91)."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from c7gate.model.errors import C7gateError, CannotLookError, UsageError
from c7gate.reading.forges.http import MissingLibraryError, RefusedError, Session

from forge_server import CANARY, Forge, Reply, serving


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def session(forge: Forge, seconds: int = 25) -> Session:
    return Session(forge.url, {"Authorization": f"Bearer {CANARY}"}, secret=CANARY, seconds=seconds)


def failure(forge: Forge, reply: Reply | list[Reply], seconds: int = 25) -> C7gateError:
    """What a call fails with that is answered so."""
    forge.replies["/x"] = reply
    with pytest.raises(C7gateError) as caught:
        session(forge, seconds).get("x")
    assert CANARY not in f"{caught.value.message} {caught.value.help}"
    return caught.value


def test_an_answer(forge: Forge) -> None:
    forge.replies["/x"] = Reply({"a": 1})

    assert session(forge).get("x", state="all", page=2) == {"a": 1}
    assert forge.asked[0].path == "/x?state=all&page=2"
    assert forge.asked[0].headers["Authorization"] == f"Bearer {CANARY}"
    assert forge.asked[0].headers["User-Agent"].startswith("c7gate/")


def test_pages_are_followed(forge: Forge) -> None:
    forge.replies["/x"] = Reply([1, 2], headers={"Link": f'<{forge.url}/y?page=2>; rel="next"'})
    forge.replies["/y"] = Reply([3])

    assert list(session(forge).pages("x")) == [1, 2, 3]
    assert [asked.path for asked in forge.asked] == ["/x?per_page=100", "/y?page=2"]


def test_pages_without_end(forge: Forge) -> None:
    forge.replies["/x"] = Reply([1], headers={"Link": '</x?page=2>; rel="next"'})

    with pytest.raises(CannotLookError, match="more than 50 pages"):
        list(session(forge).pages("x"))


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_is_tried_three_times(forge: Forge, status: int) -> None:
    assert failure(forge, Reply({"message": "x"}, status)).message.endswith(f"answered {status}: x")
    assert len(forge.asked) == 3


def test_trouble_that_passes(forge: Forge) -> None:
    forge.replies["/x"] = [Reply(status=502), Reply({"a": 1})]

    assert session(forge).get("x") == {"a": 1}


def test_too_many_requests_are_waited_for_but_not_long(forge: Forge) -> None:
    forge.replies["/x"] = [Reply(status=429, headers={"Retry-After": "1"}), Reply({"a": 1})]
    begun = time.monotonic()

    assert session(forge).get("x") == {"a": 1}
    assert 1 <= time.monotonic() - begun < 5

    found = failure(forge, Reply({"message": "slow down"}, 429, {"Retry-After": "86400"}), seconds=1)
    assert "within 1 s" in found.message


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_said_at_once(forge: Forge, status: int) -> None:
    found = failure(forge, Reply({"message": f"no {CANARY} here"}, status))

    assert isinstance(found, RefusedError)
    assert found.message.endswith(f"answered {status}: no *** here")
    assert "pull-requests: read" in found.help
    assert len(forge.asked) == 1


def test_a_used_up_rate_is_no_refusal(forge: Forge) -> None:
    found = failure(forge, Reply({"message": "x"}, 403, {"X-RateLimit-Remaining": "0"}))

    assert not isinstance(found, RefusedError)


@pytest.mark.parametrize("body", [b'{"a": ', b"", b"<html>", b"\xff", b"[" * 100_000])
def test_json_that_is_not_complete(forge: Forge, body: bytes) -> None:
    assert failure(forge, Reply(body)).message.endswith("JSON that is not complete")


def test_a_body_that_breaks_off(forge: Forge) -> None:
    assert failure(forge, Reply(b'{"a"', length=1000)).message.endswith("in the middle of its answer")


def test_a_body_without_measure(forge: Forge) -> None:
    assert failure(forge, Reply(b" " * (11 * 1024 * 1024))).message.endswith("more than 10 MB at once")


@pytest.mark.parametrize("reply", [Reply(hang=True), Reply(b"x" * 1000, dribble=True)])
def test_a_server_that_takes_its_time(forge: Forge, reply: Reply) -> None:
    begun = time.monotonic()

    assert failure(forge, reply, seconds=1).message.endswith("no whole answer within 1 s")
    assert time.monotonic() - begun < 3


def test_the_deadline_is_for_all_calls_together(forge: Forge) -> None:
    forge.replies["/x"] = Reply({"a": 1})
    asking = session(forge, seconds=2)
    asking.get("x")
    time.sleep(2)

    with pytest.raises(CannotLookError, match="within 2 s"):
        asking.get("x")
    assert len(forge.asked) == 1


def test_a_renamed_repository_is_followed_on_the_same_host(forge: Forge) -> None:
    forge.replies["/x"] = Reply(status=301, headers={"Location": "/y"})
    forge.replies["/y"] = Reply({"a": 1})

    assert session(forge).get("x") == {"a": 1}


@pytest.mark.parametrize("header", ["Location", "Link"])
def test_the_token_goes_to_no_other_host(forge: Forge, header: str) -> None:
    with serving() as other:
        there = other.url.replace("127.0.0.1", "localhost") + "/x"
        value = there if header == "Location" else f'<{there}>; rel="next"'
        forge.replies["/x"] = Reply([], 302 if header == "Location" else 200, {header: value})

        with pytest.raises(CannotLookError, match="another host"):
            list(session(forge).pages("x"))
        assert other.asked == []


@pytest.mark.parametrize("target", ["http://[", "file:///etc/passwd", "//", "https:x"])
def test_strange_redirects(forge: Forge, target: str) -> None:
    failure(forge, Reply(status=302, headers={"Location": target}))


def test_redirects_without_end(forge: Forge) -> None:
    assert "without end" in failure(forge, Reply(status=302, headers={"Location": "/x"})).message


def test_nobody_there() -> None:
    with serving() as gone:
        pass
    with pytest.raises(CannotLookError, match="cannot be reached"):
        session(gone).get("x")


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = [
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(["openssl", "req", "-x509", *made], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context) as secure, pytest.raises(CannotLookError, match="did not prove by TLS who it is"):
        session(secure).get("x")


def test_a_server_without_tls_where_tls_is_asked(forge: Forge) -> None:
    forge.url = forge.url.replace("http:", "https:")

    with pytest.raises(CannotLookError, match="did not prove by TLS who it is"):
        session(forge).get("x")


@pytest.mark.parametrize(
    "base",
    [
        "http://api.example.com",
        "ftp://127.0.0.1",
        "https://",
        "",
        "api.example.com",
        "https://a@b.example.com",
        "http://[",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
    ],
)
def test_addresses_that_get_no_token(base: str) -> None:
    with pytest.raises(UsageError, match="no address to send a token to"):
        Session(base, {}, secret=CANARY)


@pytest.mark.parametrize(
    "base", ["https://api.example.com/v3/", "http://localhost:1", "http://[::1]:1", "http://127.9.9.9"]
)
def test_addresses_that_may_get_one(base: str) -> None:
    Session(base, {}, secret=CANARY)


@pytest.mark.parametrize("token", ["a b", "a\nb", "tök\u00e9n"])
def test_tokens_that_no_header_can_carry(token: str) -> None:
    with pytest.raises(UsageError, match="the token is none"):
        Session("https://api.example.com", {}, secret=token)


def test_a_netrc_file_does_not_replace_the_token(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    forge.replies["/x"] = Reply({})

    session(forge).get("x")

    assert forge.asked[0].headers["Authorization"] == f"Bearer {CANARY}"


def test_without_the_library_the_line_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)

    with pytest.raises(MissingLibraryError) as caught:
        Session("https://api.example.com", {}, secret=CANARY)
    assert "pip install 'c7gate[github]'" in caught.value.help
