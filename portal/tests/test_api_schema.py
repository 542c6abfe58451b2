"""The interface keeps what its schema says, whatever is asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import meta
from pydantic import BaseModel
from schemathesis import GenerationMode
from schemathesis.openapi.loaders import from_wsgi

from disclosures import demo
from disclosures.render import renditions
from fiscal.report import TARGETS
from portal.api import origins, schemas
from portal.api.views import api
from portal.tests.support import brief, full, make_files, publish, revised, withdraw

PATHS = list(api.get_openapi_schema()["paths"])
SCHEMAS = [
    one
    for module in (schemas, origins)
    for one in vars(module).values()
    if isinstance(one, type) and one.__module__ == module.__name__
]
REAL = {"code": "yx-01", "year": 2024, "kind": "final_accounts", "number": 1}
PRINTED = {"path": "statements/01/grand_total_income/amount"}
PLAIN = {"Accept-Encoding": "identity"}  # it does not unpack
asked = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def interface(db: None, settings: Any) -> Iterator[schemathesis.BaseSchema]:
    """It, over units of the demonstration: a correction, targets, files, one withdrawn."""
    settings.API_LIMIT = 10**6
    version = publish(full())
    make_files(version)
    renditions.make(version, "zip")
    revised(version, brief(), "补登附件。")
    publish(brief(kind=TARGETS))
    for unit in demo.units(2):
        for report in demo.reports(unit, 2023, 2024):
            publish(report)
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息。")
    # A server gives the connection back behind every request; the test's transaction is in it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_one_that_the_schema_tells(
    interface: schemathesis.BaseSchema, mode: GenerationMode
) -> None:
    for path in PATHS:

        @asked
        @given(case=interface[path]["GET"].as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(headers=PLAIN)

        ask()


def test_the_same_of_a_version_that_there_is(interface: schemathesis.BaseSchema) -> None:
    for path in PATHS:
        if "{" not in path:
            continue

        @asked
        @given(case=interface[path]["GET"].as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.path_parameters = {name: REAL[name] for name in case.path_parameters}
            if "path" in case.query:
                case.query = {**case.query, **PRINTED}
            assert case.call_and_validate(headers=PLAIN).status_code == 200

        ask()


def test_the_schema_is_openapi_3_1_and_every_answer_a_valid_json_schema() -> None:
    schema = json.loads(json.dumps(api.get_openapi_schema()))
    assert schema["openapi"].startswith("3.1.")
    assert schema["info"]["title"]
    operations = [methods["get"] for methods in schema["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations) == 12
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]
        assert all(one["description"] for one in operation["parameters"])
        names = [(one["in"], one["name"]) for one in operation["parameters"]]
        assert len(names) == len(set(names))
    for one in schema["components"]["schemas"].values():
        assert meta.is_valid(one)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_examples_of_the_documentation_are_what_the_schema_allows(
    schema: type[BaseModel],
) -> None:
    fields = schema.model_fields
    assert all(one.description for name, one in fields.items() if name != "items")
    shown = {name: one.examples[0] for name, one in fields.items() if one.examples}
    built = schema.model_validate({"items": [], **shown})
    assert all(getattr(built, name) is not None or value is None for name, value in shown.items())
