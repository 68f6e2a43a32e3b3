"""HTTP to one forge's API: bounded in time, tries and bytes, and its token goes to that host alone (T86, T91)."""

from __future__ import annotations

import ipaddress
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.version import VERSION

if TYPE_CHECKING:  # an optional extra, and slow to import
    import requests

LOOK_SECONDS = 25
"""Longest time one look may take, all tries, pages and waits together."""
_CALL_SECONDS = 10
_TRIES = 3
_LONGEST_WAIT = 5  # seconds of a Retry-After that are waited for
_MAX_BYTES = 10 * 1024 * 1024
_MAX_PAGES = 50
_MAX_REDIRECTS = 3
_MAX_WORDS = 200
_CHUNK = 64 * 1024
_BUSY = (429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_REFUSED = (401, 403, 404)
_T = TypeVar("_T")


class RefusedError(CannotLookError):
    """The forge answered that this token may not have it (401, 403), or that it is not there (404)."""


class MissingLibraryError(CannotLookError):
    """What speaks HTTP is an optional extra, and it is not installed."""


class Session:
    """Calls to the API at `base`, all of them together within `seconds`.

    Proxies and certificate authorities come from the environment, as `requests` reads them.
    """

    def __init__(
        self, base: str, headers: Mapping[str, str], *, secret: str, seconds: int = LOOK_SECONDS
    ) -> None:
        """Open no connection yet.

        Args:
            base: address of the API's root, `https://…`; `http://` for a loopback host alone.
            headers: sent with every call, the token among them.
            secret: the token itself, struck out of every message.
            seconds: time for all calls together, from now.

        Raises:
            UsageError: the address is not one a token may be sent to, or the token cannot be sent.
            MissingLibraryError: the library that speaks HTTP is not installed.
        """
        self._base = trusted_base(base)
        self._host = urlsplit(self._base).netloc
        self._secret = _sendable(secret)
        self._headers = {**headers, "User-Agent": f"c7gate/{VERSION}"}
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._library = _library()
        self._session = self._open()

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at `path`.

        Raises:
            RefusedError: 401, 403 or 404.
            CannotLookError: no usable answer in time.
        """
        answer, _ = self._call("GET", self._base + path, query=query)
        return answer

    def pages(self, path: str, **query: str | int) -> Iterator[Any]:
        """The items of a list that comes in pages, in the forge's order.

        Raises:
            RefusedError: 401, 403 or 404.
            CannotLookError: no usable answer in time, or more pages than any change has.
        """
        address, asked = self._base + path, {"per_page": 100, **query}
        for _ in range(_MAX_PAGES):
            answer, following = self._call("GET", address, query=asked)
            if not isinstance(answer, list):
                raise CannotLookError(f"{self._host} answered with no list", help=_AGAIN)
            yield from answer
            if not following:
                return
            address, asked = self._same_host(address, following), {}
        raise CannotLookError(f"{self._host} has more than {_MAX_PAGES} pages of a list")

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Any:
        """Send JSON with `POST`, `PATCH` or `PUT`, and give the JSON of the answer.

        Raises:
            RefusedError: 401, 403 or 404.
            CannotLookError: no usable answer in time.
        """
        answer, _ = self._call(method, self._base + path, body=body)
        return answer

    def _open(self) -> requests.Session:
        from requests import Response
        from requests import Session as Unguarded
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        class Guarded(Unguarded):
            def get_redirect_target(self, resp: Response) -> None:
                """None: where a redirect leads is decided by our caller, which knows who may see the token."""

        session = Guarded()
        session.headers.update(self._headers)
        session.auth = _no_netrc
        retry = Retry(
            total=_TRIES - 1,
            status_forcelist=_BUSY,
            allowed_methods={"GET", "PATCH", "PUT"},  # a POST that was answered may have been carried out
            backoff_factor=0.5,
            raise_on_status=False,
            retry_after_max=_LONGEST_WAIT,
        )
        session.mount("https://", HTTPAdapter(max_retries=retry))
        session.mount("http://", HTTPAdapter(max_retries=retry))
        return session

    def _call(
        self,
        method: str,
        address: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> tuple[Any, str]:
        """The answer, and the address of its next page or nothing."""
        for _ in range(_MAX_REDIRECTS + 1):
            response, data = self._within(partial(self._exchange, method, address, query, body))
            target = response.headers.get("Location", "")
            if response.status_code not in _REDIRECTS or not target:
                return self._answer(response, data), response.links.get("next", {}).get("url", "")
            address, query = self._same_host(address, target), None
        raise CannotLookError(f"{self._host} redirects without end", help=_AGAIN)

    def _exchange(
        self,
        method: str,
        address: str,
        query: Mapping[str, str | int] | None,
        body: Mapping[str, object] | None,
    ) -> tuple[requests.Response, bytes]:
        """One exchange with its body, of which no more is read than is allowed."""
        response = self._session.request(
            method,
            address,
            params=query,
            json=body,
            timeout=_CALL_SECONDS,
            stream=True,
            allow_redirects=False,
        )
        with response:
            data = bytearray()
            for chunk in response.iter_content(_CHUNK):
                data += chunk
                if len(data) > _MAX_BYTES:
                    raise CannotLookError(f"{self._host} sent more than {_MAX_BYTES // 1024**2} MB at once")
        return response, bytes(data)

    def _within(self, ask: Callable[[], _T]) -> _T:
        """What `ask` gives, if it does in time.

        Socket timeouts alone do not bound a call: each byte that dribbles in begins them anew, and looking up a
        name has none. So the call runs in a thread of its own, which nobody waits for beyond the deadline.
        """
        found: list[_T] = []
        failed: list[Exception] = []

        def run() -> None:
            try:
                found.append(ask())
            except Exception as error:  # noqa: BLE001  raised again below, where it is understood
                failed.append(error)

        left = self._until - time.monotonic()
        if left > 0:
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            thread.join(left)
        if found:
            return found[0]
        raise self._unreachable(failed[0] if failed else None) from None

    def _unreachable(self, error: Exception | None) -> Exception:
        problems = self._library.exceptions
        if error is None:
            words = f"gave no whole answer within {self._seconds} s"
        elif isinstance(error, problems.SSLError):
            words = "did not prove by TLS who it is"
        elif isinstance(error, problems.ProxyError):
            words = "cannot be reached through the proxy"
        elif isinstance(error, problems.Timeout):
            words = f"gave no answer within {_CALL_SECONDS} s"
        elif isinstance(error, problems.ChunkedEncodingError | problems.ContentDecodingError):
            words = "broke off in the middle of its answer"
        elif isinstance(error, problems.RequestException):
            words = "cannot be reached"
        else:
            return error
        return CannotLookError(f"{self._host} {words}", help=_AGAIN)

    def _answer(self, response: requests.Response, data: bytes) -> Any:
        status = response.status_code
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            answer = None
        if status in _REFUSED or status >= 300:  # noqa: PLR2004  the border of HTTP's success
            words = answer.get("message") if isinstance(answer, dict) else ""
            raise self._refusal(status, words if isinstance(words, str) else "", response)
        if answer is None:
            raise CannotLookError(f"{self._host} answered with JSON that is not complete", help=_AGAIN)
        return answer

    def _refusal(self, status: int, words: str, response: requests.Response) -> CannotLookError:
        words = words.replace(self._secret, "***")[:_MAX_WORDS]
        told = f"{self._host} answered {status}" + (f": {words}" if words else "")
        exhausted = response.headers.get("X-RateLimit-Remaining") == "0" or "rate limit" in words.lower()
        if status in _BUSY or exhausted:
            return CannotLookError(told, help=_AGAIN)
        kind = RefusedError if status in _REFUSED else CannotLookError
        return kind(told, help="let the token read pull requests (GitHub: permissions: pull-requests: read)")

    def _same_host(self, address: str, target: str) -> str:
        """The address that an answer from `address` names, if the token may go there."""
        try:
            there = urljoin(address, target)
            if urlsplit(there)[:2] == urlsplit(self._base)[:2]:
                return there
        except ValueError:
            pass
        raise CannotLookError(
            f"{self._host} points to another host, where its token is not sent",
            help="set the API's address to where it is now",
        )


_AGAIN = "run the job again when the forge answers"


def _library() -> Any:
    try:
        import requests
    except ImportError:
        raise MissingLibraryError(
            "the forge cannot be asked: the library for it is not installed",
            help="pip install 'c7gate[github]', or take the token away to judge by the event alone",
        ) from None
    return requests


def trusted_base(base: str) -> str:
    """The address, ending in a slash, if a token may be sent to it: HTTPS, or a loopback host.

    Raises:
        UsageError: it may not.
    """
    try:
        parts = urlsplit(base)
        host = parts.hostname or ""
        safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
        if host and safe and "@" not in parts.netloc:
            return base.rstrip("/") + "/"
    except ValueError:
        pass
    raise UsageError(f"{base!r} is no address to send a token to", help="write https://HOST/…")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sendable(secret: str) -> str:
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise UsageError("the token is none: it has spaces or characters that no header can carry")
    return secret


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep our own header: without an `auth` of ours, `requests` would put one from ~/.netrc in its place."""
    return request
