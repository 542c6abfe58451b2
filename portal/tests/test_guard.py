"""The portal cannot see a draft: not in its imports, not in its SQL."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tests.support import brief, make_files, publish

PORTAL = Path(__file__).resolve().parents[1]
MODULES = sorted(path for path in PORTAL.rglob("*.py") if "tests" not in path.parts)
MAY_IMPORT = {
    "apps.py": {"disclosures.signals": {"files_made", "version_published", "version_withdrawn"}},
    "directory.py": {  # names and places of units, the day by which they publish
        "units.models": {"Unit"},
        "units.reference_db": {"reference"},
        "units.tree": {"STEP"},
    },
    "sheets.py": {"units.list_files": {"Value", "csv_lines", "workbook"}},
    "packing.py": {"units.guarding": {"guarded", "unguarded"}},
    "published.py": {
        "disclosures.chain": {"Link", "link_of"},  # numbers and digests
        "disclosures.models": {"Rendition", "Version", "Withdrawal"},
        "disclosures.render.anchors": {"paragraph_anchor"},
        "disclosures.render.article": {"TableFile"},  # a name, a title and an address
        "disclosures.render.checkbook": {"render_check_xlsx"},
        "disclosures.render.checkreport": {"of_document"},
        "disclosures.render.csv": {"CsvTable", "read_contents", "read_member"},
        "disclosures.render.html": {"Parts", "render_parts"},
        "disclosures.render.origins": {"definition_anchor", "links", "place_anchor", "trace"},
        "disclosures.render.renditions": {"DOWNLOADS", "FORMATS"},
    },
    "checking.py": {  # a contract of the imports keeps all of these from every database
        "disclosures.checking": {"check_apart"},
        "disclosures.readers.decode": {"MAX_FILE"},
        "disclosures.render.checkbook": {"render_check_xlsx"},
        "disclosures.render.checkpage": {"render_check_page"},
        "disclosures.render.checkreport": {"CheckReport", "json_of"},
        "disclosures.rulebook": {"GROUPS", "RULEBOOK", "Entry", "Group"},
    },
}
INNER_LAYERS = {"disclosures", "performance", "units"}
# Ways around an import: relations of a Version, and models by name.
WAYS_AROUND = {
    "apps",
    "by",
    "by_id",
    "disclosure",
    "disclosure_id",
    "get_model",
    "import_module",
    "published_by",
    "upload",
}


def _imports(tree: ast.AST) -> set[tuple[str, str]]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "*") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide what is imported"
            found |= {(node.module or "", alias.name) for alias in node.names}
    return {(module, name) for module, name in found if module.split(".")[0] in INNER_LAYERS}


def _attributes(tree: ast.AST) -> set[str]:
    """Attributes that the code reads, except the names of its own views."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in nodes if ast.unparse(node.value) != "views"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_a_module_of_the_portal_imports_nothing_that_sees_a_draft(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = MAY_IMPORT.get(path.name, {})
    for module, name in _imports(tree):
        assert name in allowed.get(module, set()), f"{module}.{name}"
    assert not _attributes(tree) & WAYS_AROUND


def test_the_guard_sees_an_import_of_the_draft() -> None:
    tree = ast.parse("from disclosures.models import Disclosure\nimport units.models")
    assert _attributes(ast.parse("version.disclosure.state")) == {"disclosure", "state"}
    assert _imports(tree) == {("disclosures.models", "Disclosure"), ("units.models", "*")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/documents/?year=2024&unit=水利&kind=final_accounts&level=unit&sort=-unit_name",
        "/years/",
        "/years/2024/",
        "/sectors/",
        "/funds/general/",
        "/units/?year=2024&state=open",
        "/search/?q=水利局",
        "/search/?q=水力局",
        "/units/yx-01/",
        "/units/yx-01/2024/",
        "/units/yx-01/2024/v1/",
        "/units/yx-01/2024/v1/yx-01-2024.txt",
        "/units/yx-01/2024/v1/check.xlsx",
        "/units/yx-01/2024/v1/figures/computed/projects/",
        "/units/yx-01/2024/versions/",
        "/compare/?unit=yx-01&find=水利",
        "/rankings/reception/?year=2024",
        "/overview/2024/",
        "/archives/",
        "/archives/2024/",
        "/archives/2024/progress",
        "/documents/list.csv?unit=水利&sort=-unit_name",
        "/search/list.xlsx?q=水利局",
        "/units/list.csv?year=2024",
        "/rankings/reception/list.csv",
        "/overview/2024/list.xlsx",
        "/compare/list.csv?unit=yx-01",
        "/catalogue/list.xlsx?year=2024",
        "/healthz",
    ],
)
def test_a_public_page_reads_what_is_public_only(client: Client, address: str) -> None:
    make_files(publish(brief()))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"".join(answer)  # what is sent as it is made asks while it is sent
    sql = " ".join(query["sql"] for query in queries)
    tables = set(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql))
    own = {table for table in tables if table.startswith("portal_")}
    assert tables - own <= {
        "disclosures_version", "disclosures_rendition", "disclosures_withdrawal",
        "units_unit", "units_referenceitem",
    }  # fmt: skip
    assert tables
