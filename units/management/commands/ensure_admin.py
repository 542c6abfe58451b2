"""Create the first administrator with a one-time password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from units.models import Role, User
from units.passwords import give_one_time_password


class Command(BaseCommand):
    help = "在还没有超级用户时创建一个，并显示一次性密码"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--username", default="admin", metavar="NAME", help="用户名，默认 admin"
        )

    def handle(self, *, username: str, **options: Any) -> None:
        first = User.objects.filter(is_superuser=True).order_by("pk").first()
        if first is not None:
            name = first.get_username()
            self.stdout.write(
                f"账号  {name}（重设密码：.venv/bin/python manage.py changepassword {name}）"
            )
            return
        user = User.objects.create_superuser(username, role=Role.SYSTEM_ADMIN)
        password = give_one_time_password(user, by=None)
        self.stdout.write(f"账号  {username}  一次性密码  {password}（登录后须修改，不再显示）")
