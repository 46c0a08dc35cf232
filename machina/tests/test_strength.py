"""Attack: values that are there and protect nobody stop a start, and the doctor names them all."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from machina.env import read_environment, weaknesses
from machina.tests.test_env import KEY, PRODUCTION, SECRET
from machina.variables import BadVariable

ZEROS = "k1:" + base64.b64encode(bytes(32)).decode()
PUBLIC = "https://machina.example.com"


def refusal(tmp_path: Path, **values: str) -> BadVariable:
    """Why this environment does not start."""
    with pytest.raises(BadVariable) as caught:
        read_environment({"DATA_DIR": str(tmp_path), **values}, base_dir=tmp_path)
    return caught.value


@pytest.mark.parametrize("external", ["DATABASE_URL", "REDIS_URL"])
@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SECRET_KEY", "x", "has 1 characters, and at least 32 are needed"),
        ("SECRET_KEY", SECRET.replace(" ", "")[:31], "has 31 characters"),
        ("SECRET_KEY", "x" * 64, "consists of 1 different characters"),
        ("SECRET_KEY", "changeme" * 8, "different characters"),
        ("SECRET_KEY", "correct-horse-battery" * 3, "repeats itself"),
        ("SECRET_KEY", f"django-insecure-{SECRET}", "made for a first try"),
        ("ENCRYPTION_KEYS", ZEROS, "under 'k1' a key that is no random one"),
        ("ENCRYPTION_KEYS", f"{KEY},{ZEROS.replace('k1', 'k2')}", "under 'k2' a key that is no random one"),
        ("ALLOWED_HOSTS", "*", "has '*', which lets in names that are not yours"),
        ("ALLOWED_HOSTS", "machina.example.com,*", "has '*'"),
        ("ALLOWED_HOSTS", "*.example.com", "has '*.example.com'"),
        ("ALLOWED_HOSTS", ".com", "has '.com'"),
        ("PUBLIC_URL", "http://machina.example.com", "travel in the clear"),
        ("PUBLIC_URL", "http://10.0.0.7:8000", "travel in the clear"),
        ("PUBLIC_URL", "http://0.0.0.0:8000", "travel in the clear"),
        ("PUBLIC_URL", "https://*.example.com", "has '*.example.com'"),
        ("DEBUG", "true", "would show settings and source"),
        ("MACHINA_DEMO", "true", "is a superuser's and is shown"),
    ],
)
def test_production_refuses_what_protects_nobody(
    tmp_path: Path, external: str, name: str, value: str, problem: str
) -> None:
    values = {key: each for key, each in PRODUCTION.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    refused = refusal(tmp_path, **values | {external: PRODUCTION[external], name: value})
    assert problem in str(refused)
    assert "Example: " in str(refused)
    assert len(value) < 31 or value not in str(refused) or name not in ("SECRET_KEY", "ENCRYPTION_KEYS")


@pytest.mark.parametrize("public_url", [PUBLIC, "http://192.0.2.7:8000", "http://127.0.0.1.nip.example"])
def test_a_demo_under_an_address_of_others_does_not_start(tmp_path: Path, public_url: str) -> None:
    refused = refusal(tmp_path, PUBLIC_URL=public_url)
    assert str(refused).startswith(f"MACHINA_DEMO is on, and others can reach {public_url}")
    assert str(refused).endswith("Example: MACHINA_DEMO=false")


def test_without_the_demo_an_address_of_others_has_no_sandbox(tmp_path: Path) -> None:
    values = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": PUBLIC, "MACHINA_DEMO": "false"}
    assert not read_environment(values, base_dir=tmp_path).sandbox
    for sandbox in ("true", "http://127.0.0.1:8100"):
        assert refusal(tmp_path, **values | {"MACHINA_SANDBOX": sandbox}).name == "MACHINA_SANDBOX"


@pytest.mark.parametrize(("name", "value"), [("ALLOWED_HOSTS", "*"), ("DEBUG", "true"), ("SECRET_KEY", "x")])
def test_an_address_of_others_is_guarded_without_a_database_of_its_own_too(
    tmp_path: Path, name: str, value: str
) -> None:
    assert refusal(tmp_path, PUBLIC_URL=PUBLIC, MACHINA_DEMO="false", **{name: value}).name == name


def test_on_ones_own_machine_everything_may_be_tried(tmp_path: Path) -> None:
    values = {"DATA_DIR": str(tmp_path), "ALLOWED_HOSTS": "*", "DEBUG": "true", "SECRET_KEY": "x"}
    assert list(weaknesses(read_environment(values, base_dir=tmp_path))) == []


def test_the_doctor_is_stopped_by_none_of_it_and_names_all(tmp_path: Path) -> None:
    weak = PRODUCTION | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "x",
        "ALLOWED_HOSTS": "*",
        "PUBLIC_URL": "http://machina.example.com",
        "DEBUG": "true",
        "ENCRYPTION_KEYS": ZEROS,
        "PATH": os.environ["PATH"],
    }

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", command], env=weak, capture_output=True, text=True, check=False, timeout=120
        )

    examined = run("doctor")
    assert examined.returncode == 1
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DEBUG", "ENCRYPTION_KEYS"):
        assert f"Set {name}=" in examined.stdout + examined.stderr
    refused = run("up")
    assert (refused.returncode, refused.stderr[:23]) == (1, "machina: ALLOWED_HOSTS ")
