"""Give a role of PostgreSQL what web and worker need, and nothing that undoes the record.

For who owns the tables, after every migration. The role owns nothing: it cannot take a trigger
off, and where rows may never change it can only read and add.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from units.append_only import protected_tables

PASSWORD = "WEB_POSTGRES_PASSWORD"  # noqa: S105  the name of the variable

_READ_AND_ADD = ("SELECT", "INSERT")


class Command(BaseCommand):
    help = "为网站和后台任务使用的数据库角色授权（只用于 PostgreSQL，每次迁移后由表的所有者运行）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "role", help=f"角色名；还没有时用环境变量 {PASSWORD} 中的密码建立，密码每次随之更新"
        )

    def handle(self, *, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite 没有角色；只用于 PostgreSQL", returncode=2)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            if cursor.fetchone() == (role,):
                raise CommandError("网站使用的角色不能是表的所有者", returncode=2)
            _make(cursor, role)
            for statement in _grants(role):
                cursor.execute(statement)
        self.stdout.write(f"已为角色 {role} 授权")


def _make(cursor: Any, role: str) -> None:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    found, password = cursor.fetchone(), os.environ.get(PASSWORD, "")
    if found == (True,):
        raise CommandError(f"角色 {role} 是数据库的超级用户，不能用于网站", returncode=2)
    if not found and not password:
        raise CommandError(f"没有角色 {role}，也没有设置 {PASSWORD}", returncode=2)
    if password:
        verb = sql.SQL("ALTER ROLE" if found else "CREATE ROLE")
        cursor.execute(
            sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                verb, sql.Identifier(role), sql.Literal(password)
            )
        )


def _grants(role: str) -> Iterator[sql.Composed]:
    """What was granted before is taken back first, so that the role has this and no more."""
    who, protected = sql.Identifier(role), protected_tables(connection)
    for what in ("TABLES", "SEQUENCES"):
        yield sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}, PUBLIC").format(
            sql.SQL(what), who
        )
    yield sql.SQL("REVOKE ALL ON SCHEMA public FROM {}, PUBLIC").format(who)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who)
    yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(who)
    yield sql.SQL("GRANT SELECT ON django_migrations TO {}").format(who)
    for table in sorted(
        model._meta.db_table for model in apps.get_models(include_auto_created=True)
    ):
        rights = [*_READ_AND_ADD]
        if protected.get(table, True):
            rights.append("UPDATE")
        if table not in protected:
            rights.append("DELETE")
        yield sql.SQL("GRANT {} ON {} TO {}").format(
            sql.SQL(", ".join(rights)), sql.Identifier(table), who
        )
