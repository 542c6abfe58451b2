"""Create the first administrator with a one-time password."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from units.models import Role, User


class Command(BaseCommand):
    help = "在还没有超级用户时创建 admin，并显示一次性密码"

    def handle(self, *args: Any, **options: Any) -> None:
        first = User.objects.filter(is_superuser=True).order_by("pk").first()
        if first is not None:
            name = first.get_username()
            self.stdout.write(
                f"账号  {name}（重设密码：.venv/bin/python manage.py changepassword {name}）"
            )
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser(
            "admin", password=password, role=Role.SYSTEM_ADMIN, must_change_password=True
        )
        self.stdout.write(f"账号  admin  一次性密码  {password}（登录后须修改，不再显示）")
