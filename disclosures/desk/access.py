"""Who opens the desk of a disclosure, and who may type there.

What lies outside a user's reach does not exist for them: 404, never 403. Who may look but not
type gets the same pages without fields.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from disclosures.models import Disclosure, State, Verb
from units.models import User
from units.permissions import VIEW, allowed, reach

_P = ParamSpec("_P")


def within_reach(user: User | AnonymousUser) -> QuerySet[Disclosure]:
    """The disclosures that ``user`` may see, with their units."""
    return Disclosure.objects.filter(unit__in=reach(user, VIEW)).select_related("unit")


def may_edit(user: User | AnonymousUser, disclosure: Disclosure) -> bool:
    """Whether the draft can be typed in by ``user`` now; ``actions`` asks again."""
    return disclosure.state == State.DRAFT and allowed(user, Verb.EDIT, disclosure.unit)


def may_mark(user: User | AnonymousUser, disclosure: Disclosure) -> bool:
    """Whether ``user`` can tick comments off now; ``actions`` asks again."""
    return disclosure.state == State.DRAFT and allowed(user, Verb.MARK, disclosure.unit)


def signed_in(request: HttpRequest) -> User:
    """The user of a request that ``admin_view`` has let through."""
    return cast(User, request.user)


def desk_page(
    view: Callable[Concatenate[HttpRequest, Disclosure, _P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A view of one disclosure: takes its id from the address, 404 when out of reach."""

    @wraps(view)
    def page(
        request: HttpRequest, disclosure_id: int, *args: _P.args, **kwargs: _P.kwargs
    ) -> HttpResponseBase:
        disclosure = get_object_or_404(within_reach(request.user), pk=disclosure_id)
        return view(request, disclosure, *args, **kwargs)

    return page
