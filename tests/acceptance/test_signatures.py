"""Who is verified by a signature: only a key that the trusted policy lists (T06, T20 to T22)."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import pytest

from c7gate.reading.verifiers import UnprovenError, ask

from git_repo import Repo
from openpgp import MISSING, Keyring, keyring, signed_commit
from program import DANA, POLICY, Program

CHANGED = {"policies/gates.yaml": "gate3: {enforce: never}\n"}


def make_key(folder: Path, name: str) -> Path:
    """A throw-away SSH key."""
    program = shutil.which("ssh-keygen")
    assert program, "install an OpenSSH client"
    key = folder / name
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)], check=True)
    return key


def start(repo: Repo, capsys: pytest.CaptureFixture[str], key: Path, window: str = "") -> Program:
    """A program whose policy lists dana's key."""
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    keys = f"signing_keys:\n  - {{login: dana, key: {public}{window}}}\n"
    return Program.start(repo, capsys, {"policies/program.yaml": POLICY + keys})


def signed_change(program: Program, key: Path, author: tuple[str, str] = DANA) -> None:
    """A change of policy, signed with this key."""
    repo = program.repo
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingkey", str(key))
    repo.git("config", "commit.gpgsign", "true")
    repo.commit(dict(CHANGED), "Policy", author=author, date="2025-09-01T08:00:00+02:00")


def test_a_coordinators_signature_opens_a_protected_path(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)

    signed_change(program, key)

    assert program.check().errors() == []


def test_it_is_the_key_that_counts_not_the_author_line(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = start(repo, capsys, make_key(tmp_path, "dana"))

    signed_change(program, make_key(tmp_path, "mallory"))

    assert program.check().errors() == ["protected-path"]


@pytest.mark.parametrize(
    ("window", "errors"),
    [
        (", until: 2025-08-31", ["protected-path"]),
        (", from: 2025-09-02", ["protected-path"]),
        (", from: 2025-09-01, until: 2025-09-01", []),
    ],
)
def test_a_key_verifies_inside_its_window(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path, window: str, errors: list[str]
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key, window)

    signed_change(program, key)

    assert program.check().errors() == errors


def test_the_date_of_a_commit_opens_no_window(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """T20: whoever holds an expired key dates the commit back into its window."""
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key, ", until: 2025-08-31")
    signed_change(program, key)
    env = {f"GIT_{who}_DATE": "2025-08-30T08:00:00+02:00" for who in ("AUTHOR", "COMMITTER")}
    repo.git("commit", "-q", "--amend", "--no-edit", "-S", "--date", env["GIT_AUTHOR_DATE"], env=env)

    assert program.check().errors() == ["protected-path"]
    assert program.check("--as-of", "2025-08-31T23:00:00Z").errors() == []


def test_a_key_that_the_trusted_policy_no_longer_lists_signs_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """T20: taken off the list on main after the branch began, which still has it."""
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)
    signed_change(program, key)
    repo.checkout("main")
    repo.commit({"policies/program.yaml": POLICY}, "Revoke", author=DANA, date="2025-09-01T07:00:00+02:00")
    repo.checkout("pr")

    assert program.check().errors() == ["protected-path"]


def test_a_key_that_only_the_head_lists_signs_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """T07: the change brings the key that signs it."""
    program = Program.start(repo, capsys)
    key = make_key(tmp_path, "mallory")
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    repo.write({"policies/program.yaml": f"{POLICY}signing_keys:\n  - {{login: dana, key: {public}}}\n"})

    signed_change(program, key)

    assert program.check().errors() == ["protected-path", "protected-path"]


@pytest.mark.parametrize("owner", ["bob", "erin"])
def test_a_listed_key_proves_its_own_login_alone(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path, owner: str
) -> None:
    """T21: bob's key is listed, and bob is no coordinator, whatever name the commit carries."""
    key = make_key(tmp_path, owner)
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    keys = f"assessors: [erin]\nsigning_keys:\n  - {{login: {owner}, key: {public}}}\n"
    program = Program.start(repo, capsys, {"policies/program.yaml": POLICY + keys})

    signed_change(program, key, author=DANA)

    assert program.check().errors() == ["protected-path"]


def test_a_key_of_two_people_is_refused_on_the_trusted_side(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """T21: it could not tell the two apart; the comment makes no other key of it."""
    public = make_key(tmp_path, "dana").with_suffix(".pub").read_text(encoding="utf-8").strip()
    keys = f"  - {{login: dana, key: {public}}}\n  - {{login: alice, key: {public} laptop}}\n"
    program = Program.start(repo, capsys, {"policies/program.yaml": f"{POLICY}signing_keys:\n{keys}"})

    answer = program.check()

    assert answer.code == 2
    assert "the key of dana is listed for alice as well" in answer.err


def test_a_signature_of_another_purpose_proves_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A signature that dana gave on the same bytes as a file is none of a commit."""
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)
    repo.commit(dict(CHANGED), "Policy", author=DANA, date="2025-09-01T08:00:00+02:00")
    content = repo.git("cat-file", "commit", "HEAD") + "\n"
    for namespace, errors in (("file", ["protected-path"]), ("git", [])):
        done = subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(key)],
            input=content.encode(), capture_output=True, check=True,
        )  # fmt: skip
        signed_commit(repo, content, done.stdout.decode())

        assert program.check().errors() == errors


def test_without_its_program_a_signature_is_unproven(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)
    signed_change(program, key)
    monkeypatch.setenv("PATH", str(folder_with_git(tmp_path)))

    answer = program.check()

    assert answer.errors() == ["protected-path"]
    assert unproven(answer.json) == {
        "commits signed with SSH keys": "ssh-keygen was not found on PATH, so their signatures prove nothing"
    }


def folder_with_git(tmp_path: Path) -> Path:
    """A folder for PATH in which git is the only program."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").symlink_to(str(shutil.which("git")))
    return folder


def unproven(report: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """What the report says about signatures that could not be looked at."""
    return {item["what"]: item["why"] for item in report["not_examined"] if "signed" in item["what"]}


def test_a_signature_of_another_commit_proves_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)
    signed_change(program, key)
    raw = repo.git("cat-file", "commit", "HEAD")

    repo.raw_commit(raw.replace("\n\nPolicy", "\n\nPolicy of mine").encode())

    assert program.check().errors() == ["protected-path"]


def test_the_repositorys_own_verifier_is_never_run(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = start(repo, capsys, make_key(tmp_path, "dana"))
    ran = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {ran}\nexit 0\n", encoding="utf-8")
    evil.chmod(0o755)
    for setting in ("gpg.program", "gpg.ssh.program"):
        repo.git("config", setting, str(evil))
    tree = program.repo.commit(dict(CHANGED), "Policy", author=DANA, date="2025-09-01T08:00:00+02:00")
    stamp = "dana <dana@example.com> 1756706400 +0200"
    repo.raw_commit(
        f"tree {repo.oid(f'{tree}^{{tree}}')}\nparent {repo.oid('main')}\nauthor {stamp}\ncommitter {stamp}\n"
        "gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n\nPolicy\n".encode()
    )

    assert program.check().errors() == ["protected-path"]
    assert not ran.exists()


def test_a_verifier_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    sleep = shutil.which("sleep")
    assert sleep

    with pytest.raises(UnprovenError, match="sleep did not answer within 1 seconds"):
        ask((sleep, "30"), given=b"", folder=tmp_path, seconds=1)
    with pytest.raises(UnprovenError, match="none cannot be started: No such file or directory"):
        ask((str(tmp_path / "none"),), given=b"", folder=tmp_path)


# OpenPGP

needs_gpg = pytest.mark.skipif(MISSING, reason="GnuPG is not installed")


@pytest.fixture(scope="module")
def secrets() -> Iterator[Keyring]:
    """The keys of dana and mallory, of farid until August, and what they make."""
    with keyring() as ring:
        yield ring


@pytest.fixture(scope="module")
def prints(secrets: Keyring) -> dict[str, str]:
    """The fingerprint of each key, by name."""
    people = {name: secrets.make(name) for name in ("dana", "mallory")}
    return {**people, "farid": secrets.make("farid", expires="20250830T000000")}


def listing(*entries: tuple[str, str], more: str = "") -> str:
    """A policy that lists these blocks, each for its login."""
    keys = "".join(
        f"  - login: {login}\n{more}    key: |\n{indent(block, ' ' * 6)}" for login, block in entries
    )
    return POLICY.replace("[dana]", "[dana, farid]") + f"signing_keys:\n{keys}"


@pytest.fixture
def unsigned(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[Program, str]]:
    """Start a program with this policy and give it with the content of a change of policy, to be signed."""

    def begin(policy: str) -> tuple[Program, str]:
        program = Program.start(repo, capsys, {"policies/program.yaml": policy})
        repo.commit(dict(CHANGED), "Policy", author=DANA, date="2025-09-01T08:00:00+02:00")
        return program, repo.git("cat-file", "commit", "HEAD") + "\n"

    return begin


Begin = Callable[[str], tuple[Program, str]]


def sealed(begun: tuple[Program, str], signature: str) -> list[str]:
    """The errors once the change carries this signature."""
    program, content = begun
    signed_commit(program.repo, content, signature)
    return program.check().errors()


@needs_gpg
def test_an_openpgp_signature_of_a_coordinator_opens_a_protected_path(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin
) -> None:
    begun = unsigned(listing(("dana", secrets.public(prints["dana"]))))

    assert sealed(begun, secrets.signature(prints["dana"], begun[1].encode())) == []


@needs_gpg
@pytest.mark.parametrize(
    ("signer", "more"),
    [
        ("mallory", ""),  # a key that nobody lists
        ("dana", "    until: 2025-08-31\n"),  # outside the window of policy
        ("dana", "    from: 2025-09-02\n"),
        ("dana", f"    fingerprint: {'0' * 40}\n"),  # another key of the block is meant
    ],
)
def test_an_openpgp_signature_that_proves_nobody(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin, signer: str, more: str
) -> None:
    begun = unsigned(listing(("dana", secrets.public(prints["dana"])), more=more))

    assert sealed(begun, secrets.signature(prints[signer], begun[1].encode())) == ["protected-path"]


@needs_gpg
def test_a_key_that_expired_of_itself_signs_nothing(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin
) -> None:
    """EXPKEYSIG, for which gpg exits with 0; made while the key was good, it was good at that time (T20)."""
    begun = unsigned(listing(("farid", secrets.public(prints["farid"]))))
    earlier = secrets.signature(prints["farid"], begun[1].encode(), at="20250829T120000")

    assert sealed(begun, earlier) == ["protected-path"]
    assert begun[0].check("--as-of", "2025-08-29T13:00:00Z").errors() == ["future-date"]


@needs_gpg
def test_a_fingerprint_picks_the_key_of_a_block(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin
) -> None:
    """Written as gpg prints it, in groups; the block holds another key besides."""
    groups = " ".join(prints["dana"][at : at + 4] for at in range(0, 40, 4))
    block = secrets.public(prints["dana"], prints["mallory"])
    begun = unsigned(listing(("dana", block), more=f"    fingerprint: {groups}\n"))

    assert sealed(begun, secrets.signature(prints["mallory"], begun[1].encode())) == ["protected-path"]
    assert sealed(begun, secrets.signature(prints["dana"], begun[1].encode())) == []


@needs_gpg
def test_a_revoked_openpgp_key_signs_nothing(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin
) -> None:
    """REVKEYSIG: policy lists the key with its revocation."""
    begun = unsigned(listing(("dana", secrets.revoked(prints["dana"]))))

    assert sealed(begun, secrets.signature(prints["dana"], begun[1].encode())) == ["protected-path"]


@needs_gpg
def test_one_openpgp_key_of_two_people_proves_neither(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin
) -> None:
    """The blocks differ, for one holds another key as well; the key that signs is in both."""
    both = secrets.public(prints["mallory"], prints["dana"])
    begun = unsigned(listing(("dana", secrets.public(prints["dana"])), ("farid", both)))

    assert sealed(begun, secrets.signature(prints["dana"], begun[1].encode())) == ["protected-path"]


def clear(text: str) -> bytes:
    """The bytes of an armored block."""
    body = text.partition("\n\n")[2].partition("\n-----END")[0].splitlines()
    return base64.b64decode("".join(line for line in body if not line.startswith("=")))


def armored(data: bytes) -> str:
    """Bytes that call themselves a detached signature."""
    lines = base64.encodebytes(data).decode()
    return f"-----BEGIN PGP SIGNATURE-----\n\n{lines}-----END PGP SIGNATURE-----\n"


@needs_gpg
@pytest.mark.parametrize(
    "trick", ["other bytes", "text", "twice", "inline", "weak digest", "padded", "empty"]
)
def test_an_openpgp_signature_that_is_out_of_the_ordinary(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin, trick: str
) -> None:
    """T21, T22: what gpg calls good for another text, in another way or more than once."""
    begun = unsigned(listing(("dana", secrets.public(prints["dana"]))))
    dana, content = prints["dana"], begun[1].encode()
    good = secrets.signature(dana, content)
    signatures: dict[str, Callable[[], str]] = {
        "other bytes": lambda: secrets.signature(dana, content.replace(b"Policy", b"Police")),
        "text": lambda: secrets.signature(dana, content, "--textmode"),
        "twice": lambda: armored(clear(good) * 2),
        "inline": lambda: armored(
            secrets.gpg("--local-user", dana, "--compress-algo", "none", "--sign", given=content)
        ),
        "weak digest": lambda: secrets.signature(dana, content, "--digest-algo", "SHA1"),
        "padded": lambda: armored(clear(good) + clear(secrets.signature(prints["mallory"], content))),
        "empty": lambda: armored(b""),
    }

    assert sealed(begun, signatures[trick]()) == ["protected-path"]


@needs_gpg
def test_both_kinds_of_key_stand_beside_each_other(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin, tmp_path: Path
) -> None:
    key = make_key(tmp_path, "farid")
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    policy = (
        f"{listing(('dana', secrets.public(prints['dana'])))}  - {{login: farid, key: {public.strip()}}}\n"
    )
    begun = unsigned(policy)

    assert sealed(begun, secrets.signature(prints["dana"], begun[1].encode())) == []
    begun[0].repo.git("reset", "-q", "--hard", "main")
    signed_change(begun[0], key)
    assert begun[0].check().errors() == []


@needs_gpg
def test_gpg_leaves_nothing_behind_and_reads_nothing_of_its_user(
    secrets: Keyring, prints: dict[str, str], unsigned: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No agent, no file; a home whose options name a keyserver and a key that is trusted has no say."""
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    (home / "gpg.conf").write_text("no-such-option\n", encoding="utf-8")
    monkeypatch.setenv("GNUPGHOME", str(home))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    begun = unsigned(listing(("dana", secrets.public(prints["dana"]))))

    assert sealed(begun, secrets.signature(prints["dana"], begun[1].encode())) == []
    assert [path.name for path in home.iterdir()] == ["gpg.conf"]
    assert list(tmp_path.glob("c7gate-*")) == []


def recorder(folder: Path, body: str = "exit 0") -> Path:
    """A `gpg` in `folder` that leaves a file behind when it is started."""
    program = folder / "gpg"
    program.write_text(f"#!/bin/sh\n/usr/bin/touch {folder}/ran\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder / "ran"


@needs_gpg
def test_gpg_starts_for_an_openpgp_signature_alone(
    secrets: Keyring,
    prints: dict[str, str],
    unsigned: Begin,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Unsigned and SSH-signed commits start none; one that says nothing, or never ends, proves nobody."""
    folder = folder_with_git(tmp_path)
    ran = recorder(folder)
    begun = unsigned(listing(("dana", secrets.public(prints["dana"]))))
    signature = secrets.signature(prints["dana"], begun[1].encode())
    monkeypatch.setenv("PATH", str(folder))

    assert begun[0].check().errors() == ["protected-path"]
    assert not ran.exists()
    assert sealed(begun, signature) == ["protected-path"]
    assert ran.exists()


@needs_gpg
def test_without_gpg_the_signature_is_unproven(
    secrets: Keyring,
    prints: dict[str, str],
    unsigned: Begin,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even a gpg in the judged tree, by way of a relative folder of PATH, is asked (T04)."""
    begun = unsigned(listing(("dana", secrets.public(prints["dana"]))))
    signature = secrets.signature(prints["dana"], begun[1].encode())
    ran = recorder(begun[0].repo.path)
    monkeypatch.setenv("PATH", f".{os.pathsep}{folder_with_git(tmp_path)}")
    monkeypatch.chdir(begun[0].repo.path)

    assert sealed(begun, signature) == ["protected-path"]
    assert unproven(begun[0].check().json) == {
        "commits signed with OpenPGP keys": "gpg was not found on PATH, so their signatures prove nothing"
    }
    assert not ran.exists()


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----\n", "key"),
        (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nlQ==\n-----END PGP PUBLIC KEY BLOCK-----\n",
            "not an OpenPGP",
        ),
        (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n....\n-----END PGP PUBLIC KEY BLOCK-----\n",
            "not an OpenPGP",
        ),
    ],
)
def test_what_is_no_public_key_block_is_refused_on_the_trusted_side(
    repo: Repo, capsys: pytest.CaptureFixture[str], block: str, told: str
) -> None:
    program = Program.start(repo, capsys, {"policies/program.yaml": listing(("dana", block))})

    answer = program.check()

    assert answer.code == 2
    assert told in answer.err
