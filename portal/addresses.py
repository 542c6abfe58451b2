"""Public addresses of a version. The newest one also answers at the address without number."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from portal.published import Version


def absolute(address: str) -> str:
    """An address of this site as others must write it."""
    return f"{settings.SITE['url']}{address}"


def disclosure_url(version: Version) -> str:
    """Address of whatever version of this disclosure is the newest."""
    return address_of(version.unit_code, version.year, version.kind)


def address_of(code: str, year: int, kind: str) -> str:
    """Address of a disclosure, whether it has been published or not."""
    return reverse("portal:disclosure", kwargs={"code": code, "year": year, "kind": kind})


def versions_url(version: Version) -> str:
    """Address of the list of all versions of a disclosure."""
    return f"{disclosure_url(version)}versions/"


def changes_url(version: Version) -> str:
    """Address of what a version changed in the one before."""
    return f"{version.get_absolute_url()}changes/"


def download_url(version: Version, extension: str) -> str:
    """Address of a file for ever: the version's own with ``<code>-<year>.<extension>``."""
    return f"{version.get_absolute_url()}{file_stem(version.unit_code, version.year)}.{extension}"


def attachment_url(version: Version, sha256: str) -> str:
    """Address of a file published beside a version, for ever."""
    return f"{version.get_absolute_url()}attachments/{sha256}"


def check_url(version: Version) -> str:
    """Address of the report of the check that was frozen with a version."""
    return f"{version.get_absolute_url()}check.xlsx"


def file_stem(code: str, year: int) -> str:
    """The last part of a download's address, before the extension."""
    return f"{code}-{year}"


def file_name(version: Version, extension: str) -> str:
    """Name under which a reader saves the file: unit, year, kind, and from 2 on the version."""
    edition = f"（第{version.number}版）" if version.number > 1 else ""
    kind = version.get_kind_display()
    return f"{version.unit_name}{version.year}年度{kind}{edition}.{extension}"


def figure_url(version_address: str, figure: str) -> str:
    """Address for ever of where a figure comes from: a version's own, then the figure's."""
    return f"{version_address}figures/{quote(figure)}/"
