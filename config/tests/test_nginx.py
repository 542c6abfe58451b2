"""The production road: nginx with our configuration in front of gunicorn, with real processes.

Of the configuration only paths, ports and how long lists are kept differ from the shipped one.
"""

from __future__ import annotations

import gzip
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from disclosures.tests.installation import ROOT, Installation, make_folders, until

# Does what a line of its input says, and says so.
_OFFICE = """
app.conf.task_always_eager = True
from dataclasses import replace
from disclosures.models import Version
from disclosures.render.renditions import FORMATS
from portal import pages
from portal.tests.support import full, publish, revised, withdraw
for slow in ("pdf", "docx", "xlsx"):
    del FORMATS[slow]
call_command("migrate", verbosity=0)
call_command("load_reference", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
pages.open_release()
def do(verb, code):
    if verb == "publish":
        # Here the files are there before anybody is told; what is told takes the pages away.
        pages.write(pages.name_of(publish(full(code, f"单位{code}"))))
        return
    version = Version.objects.filter(unit_code=code).latest("number")
    if verb == "withdraw":
        withdraw(version, "附表误含个人信息。")
    elif verb == "revise":
        report = version.document().report
        staff = replace(report.staff, active=report.staff.active + 1)
        pages.write(pages.name_of(revised(version, replace(report, staff=staff), "在职人数误填。")))
    else:
        getattr(pages, verb)(pages.name_of(version))
print("ready", flush=True)
for line in sys.stdin:
    do(*line.split())
    print("done", flush=True)
"""
_GUNICORN = """
from gunicorn.app.wsgiapp import WSGIApplication
options = "--workers 1 --threads 4 --worker-class gthread --no-control-socket"
sys.argv = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{sys.argv[2]}", *options.split()]
WSGIApplication().run()
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# What is about this answer or this connection, and what tells one file from another.
_OWN = {
    "date", "server", "connection", "transfer-encoding", "content-length", "accept-ranges",
    "etag", "last-modified", "vary",
}  # fmt: skip
PAGE = "/units/a/2024/"
STORED = "/stored/"
FILE = "/units/a/2024/v1/a-2024.json"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def said(self) -> dict[str, frozenset[str]]:
        """The headers that do not depend on who answers; the order of directives says nothing."""
        return {
            name: frozenset(re.split("[;,] *", value))
            for name, value in self.headers.items()
            if name not in _OWN
        }


@dataclass
class Road:
    """nginx, gunicorn behind it, and somebody at the office who publishes."""

    installation: Installation
    office: subprocess.Popen[str]
    gunicorn: subprocess.Popen[str]
    ports: dict[str, int]

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """What nginx answers."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "certs" / "tls.crt"))
        return _ask(
            HTTPSConnection("localhost", self.ports["https"], timeout=60, context=trusted),
            address, method, headers,
        )  # fmt: skip

    def django(self, address: str) -> Answer:
        """What the application answers to nginx."""
        connection = HTTPConnection("127.0.0.1", self.ports["web"], timeout=60)
        return _ask(connection, address, "GET", {"X-Forwarded-Proto": "https"})

    def do(self, what: str) -> None:
        assert self.office.stdin and self.office.stdout
        print(what, file=self.office.stdin, flush=True)
        assert self.office.stdout.readline() == "done\n"

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """While the application answers nobody."""
        os.killpg(self.gunicorn.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.gunicorn.pid, signal.SIGCONT)

    @property
    def folder(self) -> Path:
        return self.installation.folder


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    folder = tmp_path_factory.mktemp("road")
    ports = {name: _free_port() for name in ("http", "https", "web")}
    make_folders(folder)
    here = Installation(folder, environment=_environment(folder, ports))
    _certify(folder / "certs")
    try:
        office = here.start(_OFFICE)
        assert office.stdout
        assert office.stdout.readline() == "ready\n"
        gunicorn = here.start(_GUNICORN, str(ports["web"]))
        here.processes.append(_nginx(folder, ports))
        until(lambda: all(map(_is_open, ports.values())), "all servers answer")
        road = Road(here, office, gunicorn, ports)
        road.do("publish a")
        yield road
    finally:
        here.stop()


def test_a_finished_page_is_what_the_application_says(road: Road) -> None:
    with road.asleep():
        finished = road.get(PAGE)
    by_python = road.django(PAGE)
    road.do("drop a")
    by_view = road.django(PAGE)
    through = road.get(PAGE)
    road.do("write a")
    assert finished.status == 200
    assert finished.content == by_view.content == by_python.content == through.content
    assert finished.said == by_view.said == by_python.said == through.said
    assert {"strict-transport-security", "content-security-policy"} <= finished.said.keys()


@pytest.mark.parametrize(
    ("accepted", "encoding", "decompress"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)],
)
def test_whoever_takes_it_compressed_gets_the_same_page(
    road: Road, accepted: str, encoding: str, decompress: Callable[[bytes], bytes]
) -> None:
    with road.asleep():
        plain, squeezed = road.get(PAGE), road.get(PAGE, accept_encoding=accepted)
    assert squeezed.headers["content-encoding"] == encoding
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert len(squeezed.content) < len(plain.content) / 3
    assert decompress(squeezed.content) == plain.content


def test_a_reader_who_has_the_page_is_told_so(road: Road) -> None:
    with road.asleep():
        etag = road.get(PAGE).headers["etag"]
        again = road.get(PAGE, if_none_match=etag)
        head = road.get(PAGE, "HEAD")
    assert (again.status, again.content) == (304, b"")
    assert (head.status, head.content, head.headers["etag"]) == (200, b"", etag)


def test_what_is_no_finished_page_is_the_applications_to_answer(road: Road) -> None:
    for address, status in (
        ("/units/nobody/2024/", 404),
        ("/units/a/2023/", 404),
        ("/units/a/2024", 301),
        ("/units/a/2024/v2/", 404),
        ("/units/a/", 200),
        ("/units/a/2024/v1/figures/computed/projects/", 200),
    ):
        answer = road.get(address)
        assert (answer.status, answer.content) == (status, road.django(address).content), address
        assert "content-security-policy" in answer.headers


def test_a_corrected_page_is_the_new_one_at_once(road: Road) -> None:
    road.do("publish corrected")
    before = road.get("/units/corrected/2024/")
    road.do("revise corrected")
    after, old = road.get("/units/corrected/2024/"), road.get("/units/corrected/2024/v1/")
    assert "第2版" in after.content.decode()
    assert "第2版" not in before.content.decode()
    assert "/units/corrected/2024/v2/" in old.content.decode()


def test_a_withdrawn_page_is_gone_at_once(road: Road) -> None:
    road.do("publish withdrawn")
    assert road.get("/units/withdrawn/2024/").status == 200
    road.do("withdraw withdrawn")
    for below in ("", "v1/", "versions/", "v1/withdrawn-2024.json"):
        answer = road.get(f"/units/withdrawn/2024/{below}")
        assert "附表误含个人信息" in answer.content.decode(), below
        assert answer.status == (200 if below == "versions/" else 410)


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/units/a/2024/../../../admin/login/", "/search/"]
)
def test_nothing_else_ever_comes_from_the_folder_of_pages(road: Road, address: str) -> None:
    place = road.folder / "files/pages/current" / os.path.normpath(address).lstrip("/")
    place.mkdir(parents=True, exist_ok=True)
    (place / "index.html").write_text("planted")
    assert b"planted" not in road.get(address).content


def test_a_part_of_a_file_is_handed_out_by_nginx(road: Road) -> None:
    whole, decided = road.get(FILE), road.django(FILE)
    part = road.get(FILE, range="bytes=100-199")
    stored = road.folder / "files" / decided.headers.pop("x-accel-redirect").removeprefix(STORED)
    assert decided.content == b""
    assert whole.content == stored.read_bytes()
    assert whole.said == decided.said
    assert (part.status, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    resumed = road.get(FILE, range="bytes=100-", if_range=whole.headers["etag"])
    assert (resumed.status, resumed.content) == (206, whole.content[100:])
    assert road.get(FILE, if_none_match=whole.headers["etag"]).status == 304


def test_stored_files_are_handed_out_on_the_applications_word_only(road: Road) -> None:
    stored = road.django(FILE).headers["x-accel-redirect"]
    assert road.get(stored).status == 404
    file = road.folder / "files" / stored.removeprefix(STORED)
    assert file.stat().st_mode & stat.S_IROTH, "nginx is another user than who makes the files"


def test_a_list_that_everybody_asks_for_is_made_once(road: Road) -> None:
    made = road.get("/years/")
    with road.asleep():
        again = road.get("/years/")
    assert made.status == again.status == 200
    assert again.content == made.content
    assert again.said == made.said == road.django("/years/").said


def test_what_comes_without_tls_is_led_to_it(road: Road) -> None:
    connection = HTTPConnection("127.0.0.1", road.ports["http"], timeout=60)
    answer = _ask(connection, PAGE, "GET", {})
    assert (answer.status, answer.headers["location"]) == (301, f"https://127.0.0.1{PAGE}")


def _environment(folder: Path, ports: Mapping[str, int]) -> dict[str, str]:
    return {
        "MINGZHANG_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": f"https://localhost:{ports['https']}",
        "CELERY_BROKER_URL": "memory://",
        "STATIC_PATH": str(folder / "static"),
        "FILES_BY_NGINX": "true",
    }


def _nginx(folder: Path, ports: Mapping[str, int]) -> subprocess.Popen[str]:
    """nginx with the shipped configuration, but in ``folder`` and on free ports."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "scripts/install test installs it"
    (folder / "nginx").mkdir()
    (folder / "nginx.conf").write_text(_adapted(folder, ports), "utf-8")
    return subprocess.Popen(
        [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"],
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def _adapted(folder: Path, ports: Mapping[str, int]) -> str:
    deploy = ROOT / "deploy"
    own = "".join(f"{name}_temp_path {folder}/nginx/{name};\n" for name in _TEMPORARY)
    # What the test makes is readable to itself only.
    user = "user root;\n" if os.geteuid() == 0 else ""
    text = (deploy / "nginx.conf").read_text("utf-8")
    for shipped, here in {
        "worker_processes auto;": f"{user}worker_processes 1;",
        "/run/nginx.pid": f"{folder}/nginx/pid",
        "http {": f"http {{\n{own}",
        "/var/cache/nginx": f"{folder}/nginx",
        "/etc/nginx/headers.conf": f"{deploy}/headers.conf",
        "/etc/nginx/certs": f"{folder}/certs",
        "/srv/files": f"{folder}/files",
        "listen 80;": f"listen {ports['http']};",
        "listen [::]:80;": f"listen [::]:{ports['http']};",
        "listen 443": f"listen {ports['https']}",
        "listen [::]:443": f"listen [::]:{ports['https']}",
        "server web:8000;": f"server 127.0.0.1:{ports['web']};",
        "proxy_cache_valid 200 10s;": "proxy_cache_valid 200 10m;",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    return text


def _certify(folder: Path) -> None:
    """A certificate of localhost, good for an hour."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _ask(
    connection: HTTPConnection, address: str, method: str, headers: Mapping[str, str]
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, address, headers={"accept-encoding": "identity", **named})
        response = connection.getresponse()
        said = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, said, response.read())
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
