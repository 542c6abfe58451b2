"""The files of the production road agree with the settings and with each other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from disclosures.render import renditions
from units.management.commands.grant_web_role import PASSWORD

ROOT = Path(__file__).parent.parent.parent
SETTINGS = (ROOT / "config/settings.py").read_text(encoding="utf-8")
VARIABLES = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return parsed


def test_the_stack_is_web_worker_database_broker_and_proxy(compose: dict[str, Any]) -> None:
    assert compose["services"].keys() >= {"web", "worker", "postgres", "redis", "nginx"}


@pytest.mark.parametrize("service", ["web", "worker", "migrate"])
def test_every_process_is_given_every_variable_the_settings_read(
    compose: dict[str, Any], service: str
) -> None:
    environment = compose["services"][service]["environment"]

    of_the_owner = {PASSWORD} if service == "migrate" else set()  # who makes the web's role
    assert environment.keys() - of_the_owner == VARIABLES
    assert environment["MINGZHANG_ENV"] == "production"
    for name in settings.REQUIRED_IN_PRODUCTION:
        assert environment[name], f"{name} has no value"


def test_no_secret_has_a_default_in_the_stack(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    interpolated = set(re.findall(r"\$\{(\w+)", text))

    assert interpolated == set(re.findall(r"\$\{(\w+):\?missing in \.env\}", text))
    assert {"SECRET_KEY", "POSTGRES_PASSWORD"} <= interpolated


def test_the_example_environment_names_what_the_stack_takes_from_it(
    compose: dict[str, Any],
) -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    example = dict(
        line.split("=", 1)
        for line in (ROOT / "deploy/env.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    required = set(re.findall(r"\$\{(\w+):\?", text))
    passed_on = {name for name, value in compose["x-app"]["environment"].items() if value is None}

    assert example.keys() == required | passed_on
    assert all(example[name] == "" for name in required), "an example value would be deployed"


def test_the_readme_explains_every_variable() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [name for name in sorted(VARIABLES) if f"`{name}`" not in readme] == []


def test_processes_of_ours_run_without_privileges(compose: dict[str, Any]) -> None:
    for service in ("web", "worker", "migrate"):
        assert compose["services"][service]["read_only"] is True
        assert compose["services"][service]["cap_drop"] == ["ALL"]
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER \d+$", dockerfile, re.M)


def test_the_image_installs_the_system_libraries_that_the_set_up_script_installs() -> None:
    install = (ROOT / "scripts/install").read_text("utf-8")
    needed_to_serve = re.search(r"^packages=\(([^)]*)\)", install, re.M)
    assert needed_to_serve is not None
    packages = set(needed_to_serve[1].split()) - {"python3-venv"}
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")

    assert packages
    assert [name for name in sorted(packages) if f" {name} " not in dockerfile] == []


def test_the_proxy_overwrites_the_headers_that_are_believed() -> None:
    nginx = (ROOT / "deploy/nginx.conf").read_text("utf-8")

    assert "proxy_set_header X-Forwarded-Proto $scheme;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "server web:8000;" in nginx


def test_the_proxy_reads_files_and_finished_pages_where_the_application_writes_them(
    compose: dict[str, Any],
) -> None:
    nginx, text = compose["services"]["nginx"], (ROOT / "deploy/nginx.conf").read_text("utf-8")
    environment = compose["services"]["web"]["environment"]
    files = environment["STORAGE_PATH"]

    assert f"files:{files}:ro" in nginx["volumes"]
    assert f"root {files}/{settings.PAGES_PATH.name}/current;" in text
    assert f"alias {files}/{renditions.FOLDER}/;" in text
    assert environment["FILES_BY_NGINX"] == "true"
    assert {"./deploy/nginx.conf:/etc/nginx/nginx.conf:ro"} <= set(nginx["volumes"])
    assert {"./deploy/headers.conf:/etc/nginx/headers.conf:ro"} <= set(nginx["volumes"])


def test_the_proxy_can_write_where_it_keeps_lists(compose: dict[str, Any]) -> None:
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    (kept,) = re.findall(r"proxy_cache_path (\S+)/lists ", text)

    assert kept in compose["services"]["nginx"]["tmpfs"]
