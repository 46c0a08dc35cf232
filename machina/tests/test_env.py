"""The environment: defaults, and one clear sentence for each wrong value."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from machina.env import Environment, celery_broker_url, passkeys_possible, read_environment
from machina.up.lock import hold_lock
from machina.variables import BadVariable

SECRET = "a long random text that nobody can guess"
KEY = "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
PRODUCTION = {
    "DATABASE_URL": "postgres://machina:secret@db.internal:5432/machina",
    "REDIS_URL": "redis://redis.internal:6379/0",
    "SECRET_KEY": SECRET,
    "ENCRYPTION_KEYS": KEY,
    "ALLOWED_HOSTS": "machina.example.com",
    "PUBLIC_URL": "https://machina.example.com",
}


def read(tmp_path: Path, **values: str) -> Environment:
    return read_environment({"DATA_DIR": str(tmp_path), **values}, base_dir=tmp_path)


def test_an_empty_environment_is_embedded_on_loopback(tmp_path: Path) -> None:
    env = read_environment({}, base_dir=tmp_path)
    assert env.embedded
    assert env.data_dir == tmp_path / "var"
    assert (env.host, env.port, env.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert env.allowed_hosts == ["127.0.0.1", "localhost", "[::1]"]
    assert env.redis_url == f"unix://{tmp_path}/var/valkey.sock?db=0"
    assert env.database["NAME"] == str(tmp_path / "var" / "machina.sqlite3")
    assert (env.sandbox, env.sandbox_origin) == (True, "http://127.0.0.1:8000")
    assert (env.demo, env.debug) == (True, False)
    assert (env.worker_concurrency, env.log_format, env.endpoints) == (16, "text", {})


def test_empty_values_count_as_unset(tmp_path: Path) -> None:
    assert read(tmp_path, DATABASE_URL="", REDIS_URL=" ", PORT="").embedded


def test_sqlite_writes_at_once_and_waits_for_other_writers(tmp_path: Path) -> None:
    options = read(tmp_path).database["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    pragmas = {pragma.strip() for pragma in options["init_command"].split(";")}
    assert pragmas >= {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON"}


def test_embedded_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = read(tmp_path)
    second = read(tmp_path)
    assert first.secret_key == second.secret_key
    assert first.encryption_keys == second.encryption_keys
    assert len(first.secret_key) >= 50
    assert [len(key) for _, key in first.encryption_keys] == [32]
    for name in ("secret-key", "encryption-keys"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_production_takes_its_values_from_the_environment(tmp_path: Path) -> None:
    env = read(tmp_path, **PRODUCTION)
    assert not env.embedded
    assert env.secret_key == SECRET
    assert env.encryption_keys == [("k1", b"0123456789abcdef0123456789abcdef")]
    assert env.allowed_hosts == ["machina.example.com", "127.0.0.1", "localhost", "[::1]"]
    assert env.database["HOST"] == "db.internal"
    assert (env.sandbox, env.demo) == (False, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("external", ["DATABASE_URL", "REDIS_URL"])
def test_production_refuses_to_start_without(tmp_path: Path, name: str, external: str) -> None:
    values = {key: value for key, value in PRODUCTION.items() if key not in ("DATABASE_URL", "REDIS_URL", name)}
    with pytest.raises(BadVariable, match=f"^{name} is not set, and production needs it. Example: {name}="):
        read(tmp_path, **values, **{external: PRODUCTION[external]})


@pytest.mark.parametrize("value", ["true", "http://127.0.0.1:8100"])
def test_production_refuses_the_sandbox_unless_it_is_a_demo_on_its_own_machine(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadVariable, match=r"^MACHINA_SANDBOX .*MACHINA_DEMO=true allows it"):
        read(tmp_path, **PRODUCTION, MACHINA_SANDBOX=value)
    local = PRODUCTION | {"PUBLIC_URL": "http://127.0.0.1:8000", "MACHINA_DEMO": "true"}
    assert read(tmp_path, **local, MACHINA_SANDBOX=value).sandbox


def test_the_sandbox_may_be_served_by_another_process(tmp_path: Path) -> None:
    env = read(tmp_path, MACHINA_SANDBOX="http://127.0.0.1:8100/")
    assert (env.sandbox, env.sandbox_origin) == (True, "http://127.0.0.1:8100")
    assert not read(tmp_path, MACHINA_SANDBOX="off").sandbox


def test_a_command_knows_where_machina_runs(tmp_path: Path) -> None:
    with hold_lock(tmp_path / "var", "http://127.0.0.1:9000"):
        assert read_environment({}, base_dir=tmp_path).public_url == "http://127.0.0.1:9000"
        assert read_environment({"PORT": "9001"}, base_dir=tmp_path).public_url == "http://127.0.0.1:9001"
        named = {"PUBLIC_URL": "http://127.0.0.1:9002"}
        assert read_environment(named, base_dir=tmp_path).public_url == "http://127.0.0.1:9002"
    assert read_environment({}, base_dir=tmp_path).public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("host", "public_url"),
    [("0.0.0.0", "http://127.0.0.1:9000"), ("::1", "http://[::1]:9000"), ("192.0.2.7", "http://192.0.2.7:9000")],
)
def test_the_public_address_follows_host_and_port(tmp_path: Path, host: str, public_url: str) -> None:
    env = read(tmp_path, HOST=host, PORT="9000", MACHINA_DEMO="false")
    assert env.public_url == public_url
    assert public_url.removeprefix("http://").rpartition(":")[0] in env.allowed_hosts


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("PORT", "eighty", "'eighty'"),
        ("PORT", "0", "'0'"),
        ("PORT", "70000", "from 1 to 65535"),
        ("WORKER_CONCURRENCY", "-1", "'-1'"),
        ("API_RATE", "0", "from 1 to 100000"),
        ("DEBUG", "perhaps", "neither true nor false"),
        ("LOG_FORMAT", "xml", "none of text, json"),
        ("PUBLIC_URL", "machina.example.com", "'machina.example.com'"),
        ("PUBLIC_URL", "https://machina.example.com/app", "no address of the form"),
        ("PUBLIC_URL", "https://user@machina.example.com", "no address of the form"),
        ("PUBLIC_URL", "http://[::1", "no address of the form"),
        ("MACHINA_SANDBOX", "sometimes", "'sometimes'"),
        ("MACHINA_ENDPOINTS", "{", "is not JSON"),
        ("MACHINA_ENDPOINTS", "[]", "not a JSON object"),
        ("MACHINA_ENDPOINTS", '{"google": "http://x"}', "has no JSON object of addresses for 'google'"),
        ("MACHINA_ENDPOINTS", '{"google": {"apiRoot": "http://x"}}', "has 'apiRoot' for 'google', which is no name"),
        ("MACHINA_ENDPOINTS", '{"google": {"api_root": "x"}}', "'x' as api_root of 'google'"),
        ("MACHINA_PROVIDERS", "{", "is not JSON"),
        ("MACHINA_PROVIDERS", "[]", "not a JSON object"),
        ("MACHINA_PROVIDERS", '{"gitlab": {}}', "says of 'gitlab' nothing about authorize_url"),
        ("MACHINA_ALLOW_PRIVATE", "10.0.0.1", "'10.0.0.1'"),
        ("MACHINA_ALLOW_PRIVATE", "http://10.0.0.1/v1", "'http://10.0.0.1/v1'"),
        ("MACHINA_ALLOW_PRIVATE", "http://10.0.0.1, https://user@x", "'https://user@x'"),
        ("MACHINA_ALLOW_PRIVATE", "*", "no address of the form"),
        ("CLIENT_COUNTRY_HEADER", "CF IPCountry:", "'CF IPCountry:'"),
        ("EMAIL_URL", "carrier-pigeon://x", "cannot be read"),
        ("DATABASE_URL", "mysql://x/y", "'mysql'"),
        ("DATABASE_URL", "sqlite://:memory:", "names no file"),
        ("REDIS_URL", "memcached://x", "does not begin with"),
    ],
)
def test_a_bad_value_names_its_variable_and_shows_a_good_one(
    tmp_path: Path, name: str, value: str, problem: str
) -> None:
    secrets = {"SECRET_KEY": SECRET, "ENCRYPTION_KEYS": KEY, "ALLOWED_HOSTS": "x"}
    with pytest.raises(BadVariable) as caught:
        read(tmp_path, **secrets, **{name: value})
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name} ")
    assert problem in str(caught.value)
    assert f"Example: {name}=" in str(caught.value)


@pytest.mark.parametrize("value", ["k1", "k1:short", f"{KEY},{KEY}", f"{KEY},k2:???", "k 1:" + KEY[3:]])
def test_bad_encryption_keys_are_refused_without_being_shown(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadVariable, match="ENCRYPTION_KEYS has no key of the form") as caught:
        read(tmp_path, ENCRYPTION_KEYS=value)
    assert value not in str(caught.value)


def test_several_encryption_keys_keep_their_order(tmp_path: Path) -> None:
    second = "k2:YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk="
    env = read(tmp_path, ENCRYPTION_KEYS=f"{second}, {KEY}")
    assert [key_id for key_id, _ in env.encryption_keys] == ["k2", "k1"]


def test_endpoints_are_taken_as_given(tmp_path: Path) -> None:
    env = read(tmp_path, MACHINA_ENDPOINTS='{"google": {"api_root": "http://127.0.0.1:9000/root"}}')
    assert env.endpoints == {"google": {"api_root": "http://127.0.0.1:9000/root"}}


def test_private_origins_are_named_one_by_one(tmp_path: Path) -> None:
    assert read(tmp_path).allow_private == frozenset()
    env = read(tmp_path, MACHINA_ALLOW_PRIVATE="http://127.0.0.1:11434/, https://intranet.globex.example")
    assert env.allow_private == {"http://127.0.0.1:11434", "https://intranet.globex.example"}


@pytest.mark.parametrize(("concurrency", "connections"), [("1", 24), ("16", 24), ("100", 108)])
def test_connections_to_postgresql_are_pooled_for_all_threads_of_a_worker(
    tmp_path: Path, concurrency: str, connections: int
) -> None:
    url = "postgres://m:s@db.internal/machina?sslmode=require&conn_max_age=600"
    database = read(tmp_path, **{**PRODUCTION, "DATABASE_URL": url, "WORKER_CONCURRENCY": concurrency}).database
    pool = {"min_size": 1, "max_size": connections, "timeout": 10.0}
    limits = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    assert database["OPTIONS"] == {**limits, "sslmode": "require", "pool": pool}
    assert database["CONN_MAX_AGE"] == 0


def test_mail_goes_to_files_in_embedded_mode_and_to_a_server_when_told(tmp_path: Path) -> None:
    assert read(tmp_path).email == {
        "EMAIL_BACKEND": "machina.mail.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path / "mail"),
    }
    assert read(tmp_path, **PRODUCTION).email == {"EMAIL_BACKEND": "machina.mail.UnsentEmailBackend"}
    email = read(tmp_path, EMAIL_URL="smtp+tls://me:secret@mail.example.com:587").email
    assert (email["EMAIL_HOST"], email["EMAIL_PORT"], email["EMAIL_USE_TLS"]) == ("mail.example.com", 587, True)


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("unix:///var/machina/redis.sock?db=0", "redis+socket:///var/machina/redis.sock?virtual_host=0"),
        ("redis://redis:6379/2", "redis://redis:6379/2"),
    ],
)
def test_celery_gets_its_own_spelling_of_a_socket(redis_url: str, broker_url: str) -> None:
    assert celery_broker_url(redis_url) == broker_url


def test_the_broker_may_be_reached_by_a_user_of_its_own(tmp_path: Path) -> None:
    cache, broker = "redis://cache:c@valkey:6379/0", "redis://broker:b@valkey:6379/0"
    env = read(tmp_path, **{**PRODUCTION, "REDIS_URL": cache, "REDIS_BROKER_URL": broker})
    assert (env.redis_url, env.broker_url) == (cache, broker)
    assert read(tmp_path, **{**PRODUCTION, "REDIS_URL": cache}).broker_url == cache


def test_a_broker_without_the_rest_of_redis_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadVariable, match="REDIS_URL is not set while REDIS_BROKER_URL is"):
        read(tmp_path, REDIS_BROKER_URL="redis://broker:b@valkey:6379/0")


@pytest.mark.parametrize(
    ("public_url", "possible"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://localhost:8000", True),
        ("https://machina.example.com", True),
        ("http://machina.example.com", False),
    ],
)
def test_passkeys_need_a_name_and_a_secure_way(public_url: str, possible: bool) -> None:
    assert passkeys_possible(public_url) is possible
