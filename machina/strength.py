"""Values that are there and protect nobody: each is told with what to set instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from machina.local import is_local_url
from machina.variables import BadVariable

SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 10
FEWEST_BYTES = 8
RANDOM_TEXT = '"$(openssl rand -base64 48)"'
RANDOM_KEY = '"2026a:$(openssl rand -base64 32)"'


def of_local_things(*, demo: bool, sandbox: bool, public_url: str) -> Iterator[BadVariable]:
    """What is for one's own machine alone, under an address that others can open."""
    if demo:
        why = "its login is a superuser's and is shown. Without DATABASE_URL and REDIS_URL it is on unless set to false"
        yield BadVariable("MACHINA_DEMO", f"is on, and others can reach {public_url}: {why}", "false")
    if sandbox:
        why = "there anyone signs in as anyone, and so passes for the owner of any account"
        yield BadVariable("MACHINA_SANDBOX", f"is on, and others can reach {public_url}: {why}", "false")


def of_hosts(allowed_hosts: Sequence[str]) -> Iterator[BadVariable]:
    """Names that let any Host header in: links in mails and password resets would lead where a stranger wants."""
    for host in allowed_hosts:
        if "*" in host or (host.startswith(".") and "." not in host[1:]):
            problem = f"has {host!r}, which lets in names that are not yours; a leading dot lets in all below a name"
            yield BadVariable("ALLOWED_HOSTS", problem, "machina.example.com")


def of_debug(debug: bool) -> Iterator[BadVariable]:
    if debug:
        yield BadVariable("DEBUG", "is on, and every error page would show settings and source", "false")


def of_secrets(secret_key: str, encryption_keys: Sequence[tuple[str, bytes]]) -> Iterator[BadVariable]:
    """Secrets that can be guessed. They are never part of the message."""
    if problem := why_guessable(secret_key):
        yield BadVariable("SECRET_KEY", f"{problem}: who guesses it signs in as anybody", RANDOM_TEXT)
    for key_id, key in encryption_keys:
        if len(set(key)) < FEWEST_BYTES:
            yield BadVariable("ENCRYPTION_KEYS", f"has under {key_id!r} a key that is no random one", RANDOM_KEY)


def of_public_url(public_url: str) -> Iterator[BadVariable]:
    if not public_url.startswith("https://") and not is_local_url(public_url):
        problem = f"is {public_url!r}: without https passwords, tokens and sessions travel in the clear"
        yield BadVariable("PUBLIC_URL", problem, "https://machina.example.com, with a proxy that has the certificate")
    if "*" in public_url:
        yield BadVariable("PUBLIC_URL", f"is {public_url!r}, and customers can open no pattern", "https://m.example.com")


def why_guessable(secret: str) -> str:
    """What is wrong with a secret, or nothing."""
    if len(secret) < SHORTEST_SECRET:
        return f"has {len(secret)} characters, and at least {SHORTEST_SECRET} are needed"
    if len(set(secret)) < FEWEST_CHARACTERS:
        return f"consists of {len(set(secret))} different characters"
    if secret in (secret + secret)[1:-1]:
        return "repeats itself"
    if secret.startswith("django-insecure-"):
        return "is one that Django made for a first try"
    return ""
