"""An identity provider that believes what the browser says: an example, and for tests."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from units.identity import Identity, IdentityError


class StubProvider:
    label = "统一身份认证登录"

    def begin(self, callback: str, state: str) -> str:
        query = urlencode({"redirect_uri": callback, "state": state})
        return f"https://id.example.gov.cn/authorize?{query}"

    def finish(self, request: HttpRequest, callback: str) -> Identity:
        """A real one exchanges ``code`` for a token at the provider, and checks its signature."""
        code = request.GET.get("code", "")
        if not code:
            raise IdentityError("统一身份认证没有通过。")
        return Identity(code.removesuffix("+key"), is_strong=code.endswith("+key"))
