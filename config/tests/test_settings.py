"""Settings are read anew from the file with a given environment, without touching Django's."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).parent.parent / "settings.py"
PRODUCTION = {
    "MINGZHANG_ENV": "production",
    "SECRET_KEY": "a" * 50,
    "ALLOWED_HOSTS": "final-accounts.example.org",
    "DATABASE_URL": "postgres://user:password@database/name",
    "CELERY_BROKER_URL": "redis://broker:6379/0",
    "STORAGE_PATH": "/srv/files",
    "STATIC_PATH": "/srv/static",
    "SITE_URL": "https://final-accounts.example.org",
}
REQUIRED = sorted(PRODUCTION.keys() - {"MINGZHANG_ENV"})


def settings_with(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> dict[str, Any]:
    for name in PRODUCTION:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


def test_the_required_variables_tried_here_are_those_the_settings_declare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sorted(settings_with(monkeypatch, PRODUCTION)["REQUIRED_IN_PRODUCTION"]) == REQUIRED


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, ""])
def test_production_refuses_to_start_without_a_required_variable_and_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    environment = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environment[name] = value

    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(monkeypatch, environment)


def test_production_names_everything_missing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(monkeypatch, {"MINGZHANG_ENV": "production"})

    assert all(name in str(refusal.value) for name in REQUIRED)


def test_production_refuses_a_short_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        settings_with(monkeypatch, PRODUCTION | {"SECRET_KEY": "change-me"})


def test_an_unknown_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="MINGZHANG_ENV"):
        settings_with(monkeypatch, {"MINGZHANG_ENV": "prodution"})


def test_production_is_strict_about_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, PRODUCTION)

    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECOND_FACTOR"]
    assert settings["ONE_SESSION"]
    assert settings["PROXIES"] == 1, "nginx stands in front"
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert settings["MEDIA_ROOT"] == Path("/srv/files")


def test_the_embedded_default_needs_nothing_and_never_shows_debug_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = settings_with(monkeypatch, {})
    database = settings["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert settings["CELERY_BROKER_URL"] == "filesystem://"
    assert len(settings["SECRET_KEY"]) >= 50
    assert settings["DEBUG"] is False


def test_production_checks_no_visitors_files_unless_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PUBLIC_CHECK", raising=False)
    assert settings_with(monkeypatch, {})["PUBLIC_CHECK"] is True
    assert settings_with(monkeypatch, PRODUCTION)["PUBLIC_CHECK"] is False
    assert settings_with(monkeypatch, PRODUCTION | {"PUBLIC_CHECK": "true"})["PUBLIC_CHECK"] is True


def test_machines_of_one_site_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = settings_with(monkeypatch, PRODUCTION)["CACHES"]["default"]
    assert shared["LOCATION"] == PRODUCTION["CELERY_BROKER_URL"]
    own = settings_with(monkeypatch, {})["CACHES"]["default"]
    assert own["BACKEND"].endswith("FileBasedCache")


def test_the_content_security_policy_allows_nothing_from_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    directives = settings_with(monkeypatch, {})["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert directives["default-src"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert {source for sources in directives.values() for source in sources} <= {
        "'self'",
        "'none'",
    }
