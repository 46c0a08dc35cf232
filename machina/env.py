"""The whole environment as one typed value: what `settings.py` is computed from."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from integrations.providers.switched_on.setting import EXAMPLE, BadSetting, SwitchedOn, read_setting
from machina import embedded, strength
from machina.local import is_local_url
from machina.up.lock import running_address
from machina.up.valkey_server import SOCKET
from machina.variables import FALSE, TRUE, BadVariable, Variables, as_origin, http_address

_ADDRESS_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Every setting that comes from outside, checked."""

    embedded: bool
    """Nothing external is configured: SQLite, our own Valkey, and secrets made in the data folder."""
    data_dir: Path
    host: str
    port: int
    public_url: str
    allowed_hosts: list[str]
    debug: bool
    secret_key: str
    encryption_keys: list[tuple[str, bytes]]
    database: dict[str, Any]  # Django's own shape
    redis_url: str
    broker_url: str
    """Where wake-ups wait: the same Redis, reached by another user if asked for."""
    endpoints: dict[str, dict[str, str]]
    providers: tuple[SwitchedOn, ...]
    """Providers of allauth that are switched on beside those that are installed."""
    allow_private: frozenset[str]
    """Exact origins on private addresses, or without https, that addresses from people may lead to."""
    sandbox: bool
    sandbox_origin: str
    demo: bool
    email: dict[str, Any]  # Django's EMAIL_* settings
    client_country_header: str
    worker_concurrency: int
    api_rate: int
    """Requests a second that one API key of a customer may make."""
    log_format: str


def read_environment(values: Mapping[str, str], *, base_dir: Path, refuse_weak: bool = True) -> Environment:
    """Read and check every variable. Raises BadVariable, naming the first bad one, or the first too weak one."""
    env = Variables(values)
    is_embedded = env.text("DATABASE_URL") is None and env.text("REDIS_URL") is None
    data_dir = (base_dir / (env.text("DATA_DIR") or "var")).resolve()
    host = env.text("HOST") or "127.0.0.1"
    port = env.integer("PORT", 8000, low=1, high=65535)
    is_unsaid = env.text("HOST") is None and env.text("PORT") is None
    running = running_address(data_dir) if is_unsaid else None  # a command beside `PORT=… make run`
    public_url = env.origin("PUBLIC_URL", running or _default_public_url(host, port), "https://machina.example.com")
    demo = env.flag("MACHINA_DEMO", is_embedded)
    concurrency = env.integer("WORKER_CONCURRENCY", 16, low=1, high=500)
    redis_url = _redis_address(env, "REDIS_URL") or f"unix://{data_dir / SOCKET}?db=0"
    sandbox, sandbox_origin = _sandbox(env, is_embedded, demo, public_url)
    read = Environment(
        embedded=is_embedded,
        data_dir=data_dir,
        host=host,
        port=port,
        public_url=public_url,
        allowed_hosts=_allowed_hosts(env, is_embedded, public_url),
        debug=env.flag("DEBUG", False),
        secret_key=_secret_key(env, is_embedded, data_dir),
        encryption_keys=_encryption_keys(env, is_embedded, data_dir),
        database=_database(env, data_dir, concurrency),
        redis_url=redis_url,
        broker_url=_broker_url(env, redis_url),
        endpoints=_endpoints(env),
        providers=_providers(env),
        allow_private=_allow_private(env),
        sandbox=sandbox,
        sandbox_origin=sandbox_origin,
        demo=demo,
        email=_email(env, is_embedded, data_dir),
        client_country_header=_client_country_header(env),
        worker_concurrency=concurrency,
        api_rate=env.integer("API_RATE", 30, low=1, high=100_000),
        log_format=env.choice("LOG_FORMAT", "text", ("text", "json")),
    )
    weak = next(weaknesses(read), None) if refuse_weak else None
    if weak is not None:
        raise weak
    return read


def weaknesses(env: Environment) -> Iterator[BadVariable]:
    """What is set, and would protect nobody: each stops a start. Only `doctor` goes on, to tell all of them."""
    is_local = is_local_url(env.public_url)
    if not is_local:
        yield from strength.of_local_things(demo=env.demo, sandbox=env.sandbox, public_url=env.public_url)
    if not (env.embedded and is_local):
        yield from strength.of_hosts(env.allowed_hosts)
        yield from strength.of_debug(env.debug)
        yield from strength.of_secrets(env.secret_key, env.encryption_keys)
    if not env.embedded:
        yield from strength.of_public_url(env.public_url)


def passkeys_possible(public_url: str) -> bool:
    """Browsers bind passkeys to a name, over https or on localhost; an address of numbers gets none."""
    address = urlsplit(public_url)
    try:
        ip_address(address.hostname or "")
    except ValueError:
        return address.scheme == "https" or address.hostname == "localhost"
    return False


def celery_broker_url(redis_url: str) -> str:
    """Celery's spelling of a Redis address: it writes unix sockets differently from redis-py."""
    if not redis_url.startswith("unix://"):
        return redis_url
    path, _, query = redis_url.removeprefix("unix://").partition("?")
    return f"redis+socket://{path}?{query.replace('db=', 'virtual_host=')}"


def _default_public_url(host: str, port: int) -> str:
    reachable = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def _allowed_hosts(env: Variables, is_embedded: bool, public_url: str) -> list[str]:
    if not is_embedded:
        env.required("ALLOWED_HOSTS", "is not set, and production needs it", "machina.example.com")
    # Loopback is always answered, for health checks; pages asked for there redirect to PUBLIC_URL.
    hosts = [*env.words("ALLOWED_HOSTS"), urlsplit(public_url).hostname or "", "127.0.0.1", "localhost", "[::1]"]
    return list(dict.fromkeys(f"[{host}]" if host.count(":") > 1 and host[0] != "[" else host for host in hosts))


def _secret_key(env: Variables, is_embedded: bool, data_dir: Path) -> str:
    if is_embedded and env.text("SECRET_KEY") is None:
        return embedded.secret_key(data_dir)
    return env.required("SECRET_KEY", "is not set, and production needs it", '"$(openssl rand -base64 48)"')


def _encryption_keys(env: Variables, is_embedded: bool, data_dir: Path) -> list[tuple[str, bytes]]:
    """``<key id>:<32 bytes in base64>`` separated by commas; the first one is the current key."""
    example = '"2026a:$(openssl rand -base64 32)"'
    if is_embedded and env.text("ENCRYPTION_KEYS") is None:
        return _parse_keys(embedded.encryption_keys(data_dir).split(","), example)
    env.required("ENCRYPTION_KEYS", "is not set, and production needs it", example)
    return _parse_keys(env.words("ENCRYPTION_KEYS"), example)


def _parse_keys(words: list[str], example: str) -> list[tuple[str, bytes]]:
    keys: dict[str, bytes] = {}
    for position, word in enumerate(words, start=1):
        key_id, _, text = word.partition(":")
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error:
            key = b""
        # The value itself is a secret and is never part of the message.
        if not key_id.isalnum() or len(key) != 32 or key_id in keys:
            problem = f"has no key of the form <key id>:<32 bytes in base64> at position {position}"
            raise BadVariable("ENCRYPTION_KEYS", problem, example)
        keys[key_id] = key
    return list(keys.items())


def _database(env: Variables, data_dir: Path, concurrency: int) -> dict[str, Any]:
    url = env.text("DATABASE_URL") or f"sqlite:///{data_dir / 'machina.sqlite3'}"
    example = "postgres://machina:secret@localhost:5432/machina"
    scheme = url.partition("://")[0]
    if scheme not in ("postgres", "postgresql", "sqlite"):
        raise BadVariable("DATABASE_URL", f"begins with {scheme!r}; PostgreSQL and SQLite are supported", example)
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError:
        raise BadVariable("DATABASE_URL", "cannot be read as an address", example) from None
    config["ENGINE"] = f"machina.database.{'sqlite' if scheme == 'sqlite' else 'postgresql'}"
    if scheme == "sqlite":
        if config["NAME"] == ":memory:":
            raise BadVariable("DATABASE_URL", "names no file; several processes share it", "sqlite:////var/machina.db")
        config["TEST"] = {"NAME": f"{config['NAME']}.test"}  # a file: other processes have to see it
        config["CONN_MAX_AGE"] = None  # when the last connection to a file closes, SQLite writes its log back: 10 ms
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        # To open a connection takes longer than most queries. They are given back while a vendor is asked.
        pool = {"min_size": 1, "max_size": max(24, concurrency + 8), "timeout": 10.0}
        # A server that vanishes without a word is given up before anybody has forgotten what he asked for.
        limits = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
        config["OPTIONS"] = {**limits, **config.get("OPTIONS", {}), "pool": pool}
        config["CONN_MAX_AGE"] = 0  # the pool keeps them, and looks at each before it gives it away
    return config


def _redis_address(env: Variables, name: str) -> str | None:
    url = env.text(name)
    if url is not None and not url.startswith(("redis://", "rediss://", "unix:///")):
        raise BadVariable(name, "does not begin with redis://, rediss:// or unix:///", "redis://localhost:6379/0")
    return url


def _broker_url(env: Variables, redis_url: str) -> str:
    """The same server unless another one, or another user of it, is named (BROKER_URL is an option of Celery's own)."""
    url = _redis_address(env, "REDIS_BROKER_URL")
    if url is not None and env.text("REDIS_URL") is None:
        raise BadVariable("REDIS_URL", "is not set while REDIS_BROKER_URL is", "redis://localhost:6379/0")
    return url or redis_url


def _endpoints(env: Variables) -> dict[str, dict[str, str]]:
    """Which providers and names there are is checked once they can be imported (`integrations/checks.py`)."""
    example = '\'{"google": {"api_root": "http://127.0.0.1:9000"}}\''
    text = env.text("MACHINA_ENDPOINTS")
    if text is None:
        return {}
    try:
        endpoints = json.loads(text)
    except ValueError as error:
        raise BadVariable("MACHINA_ENDPOINTS", f"is not JSON ({error})", example) from None
    if not isinstance(endpoints, dict):
        raise BadVariable("MACHINA_ENDPOINTS", "is not a JSON object of providers", example)
    for provider, addresses in endpoints.items():
        if not isinstance(addresses, dict):
            raise BadVariable("MACHINA_ENDPOINTS", f"has no JSON object of addresses for {provider!r}", example)
        for name, address in addresses.items():
            if not _ADDRESS_NAME.fullmatch(name):
                problem = f"has {name!r} for {provider!r}, which is no name of an address such as token_url"
                raise BadVariable("MACHINA_ENDPOINTS", problem, example)
            if http_address(address) is None:
                problem = f"has {address!r} as {name} of {provider!r}, which is no http(s) address"
                raise BadVariable("MACHINA_ENDPOINTS", problem, example)
    return endpoints


def _providers(env: Variables) -> tuple[SwitchedOn, ...]:
    """Whether allauth has them is checked once it can be imported (`integrations/checks.py`)."""
    try:
        return read_setting(json.loads(env.text("MACHINA_PROVIDERS") or "{}"))
    except json.JSONDecodeError as error:
        raise BadVariable("MACHINA_PROVIDERS", f"is not JSON ({error})", EXAMPLE) from None
    except BadSetting as error:
        raise BadVariable("MACHINA_PROVIDERS", str(error), EXAMPLE) from None


def _allow_private(env: Variables) -> frozenset[str]:
    """Each one exactly: no path, no pattern, and plain http only where it says so."""
    example = "http://127.0.0.1:11434"
    words = env.words("MACHINA_ALLOW_PRIVATE")
    return frozenset(as_origin("MACHINA_ALLOW_PRIVATE", word, example) for word in words)


def _sandbox(env: Variables, is_embedded: bool, demo: bool, public_url: str) -> tuple[bool, str]:
    """Whether the sandbox is available, and where: true, false, or the origin at which another process serves it."""
    value = env.text("MACHINA_SANDBOX") or ("true" if is_embedded and is_local_url(public_url) else "false")
    if value.lower() in FALSE:
        return False, public_url
    if not is_embedded and not demo:
        problem = f"is {value!r} in production: the sandbox lets anyone sign in as anyone; MACHINA_DEMO=true allows it"
        raise BadVariable("MACHINA_SANDBOX", problem, "false")
    if value.lower() in TRUE:
        return True, public_url
    return True, as_origin("MACHINA_SANDBOX", value, "true, false or an origin such as http://127.0.0.1:8100")


def _client_country_header(env: Variables) -> str:
    """The header in which a proxy before us tells the client's country; without a proxy anyone could send it."""
    header = env.text("CLIENT_COUNTRY_HEADER") or ""
    if header and not re.fullmatch(r"[A-Za-z0-9-]+", header):
        raise BadVariable("CLIENT_COUNTRY_HEADER", f"is {header!r}, which is no name of a header", "CF-IPCountry")
    return header


def _email(env: Variables, is_embedded: bool, data_dir: Path) -> dict[str, Any]:
    url = env.text("EMAIL_URL")
    example = "smtp+tls://user:password@mail.example.com:587"
    if url is None:
        if not is_embedded:
            return {"EMAIL_BACKEND": "machina.mail.UnsentEmailBackend"}
        return {"EMAIL_BACKEND": "machina.mail.EmailBackend", "EMAIL_FILE_PATH": str(data_dir / "mail")}
    try:
        return dict(environ.Env.email_url_config(url))
    except (ValueError, ImproperlyConfigured):
        raise BadVariable("EMAIL_URL", "cannot be read as an address of a mail server", example) from None
