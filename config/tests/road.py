"""The production road with real processes: nginx with our configuration in front of gunicorn.

Of the configuration only paths, ports and how long lists are kept differ from the shipped one.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

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
        return ask(
            HTTPSConnection("localhost", self.ports["https"], timeout=60, context=trusted),
            address, method, headers,
        )  # fmt: skip

    def django(self, address: str) -> Answer:
        """What the application answers to nginx."""
        connection = HTTPConnection("127.0.0.1", self.ports["web"], timeout=60)
        return ask(connection, address, "GET", {"X-Forwarded-Proto": "https"})

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


@contextmanager
def open_road(folder: Path, changes: Mapping[str, str] | None = None) -> Iterator[Road]:
    """A road whose data are in ``folder``, with nothing published yet.

    ``changes`` replace further texts of the configuration.
    """
    ports = {name: free_port() for name in ("http", "https", "web")}
    make_folders(folder)
    here = Installation(folder, environment=_environment(folder, ports))
    _certify(folder / "certs")
    try:
        office = here.start(_OFFICE)
        assert office.stdout
        assert office.stdout.readline() == "ready\n"
        gunicorn = here.start(_GUNICORN, str(ports["web"]))
        here.processes.append(_nginx(folder, ports, changes or {}))
        until(lambda: all(map(_is_open, ports.values())), "all servers answer")
        yield Road(here, office, gunicorn, ports)
    finally:
        here.stop()


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


def _nginx(
    folder: Path, ports: Mapping[str, int], changes: Mapping[str, str]
) -> subprocess.Popen[str]:
    """nginx with the shipped configuration, but in ``folder`` and on free ports."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "scripts/install test installs it"
    (folder / "nginx").mkdir()
    (folder / "nginx.conf").write_text(_adapted(folder, ports, changes), "utf-8")
    return subprocess.Popen(
        [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"],
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def _adapted(folder: Path, ports: Mapping[str, int], changes: Mapping[str, str]) -> str:
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
        **changes,
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


def ask(
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


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
