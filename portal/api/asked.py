"""What may be asked of the interface: the parts of an address, and what stands after its ``?``."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from fiscal.measures import BY_KEY, CLASS
from portal.api.schemas import Kind, Scope, Severity
from portal.tokens import LONGEST_QUERY

MOST = 200  # versions or units a page
MOST_ROWS = 1000
LAST = 2**63 - 1  # what a database takes for a number

Year = Annotated[int, Field(ge=1000, le=2999, description="年度")]
_CODE = "[-a-zA-Z0-9_]"
_PRINTABLE = r"^[^\x00-\x1f]*$"
_AFTER = "从它之后起：照用 `next` 里的"
_NAMED = "、".join(
    f"`{one.key}` {one.name}" for one in BY_KEY.values() if not one.key.startswith(CLASS)
)


def _known(key: str) -> str:
    if key not in BY_KEY:
        raise ValueError(key)
    return key


Measure = Annotated[
    str,
    AfterValidator(_known),
    Field(
        description=f"只要这一项：{_NAMED}；`{CLASS}205` 等是各类支出，后面是功能分类的类级代码",
        json_schema_extra={"enum": list(BY_KEY)},
    ),
]


class Disclosure(Schema):
    """A unit's document of a year."""

    code: str = Field(pattern=rf"^{_CODE}{{1,40}}$", description="单位代码")
    year: Year
    kind: Kind = Field(description="类别：`final_accounts` 部门决算，`targets` 绩效目标")


class Edition(Disclosure):
    """One version of it."""

    number: int = Field(ge=1, le=9999, description="第几版")


class Units(Schema):
    name: str = Field("", max_length=100, pattern=_PRINTABLE, description="名称里的字")
    after: str = Field("", pattern=rf"^{_CODE}{{0,40}}$", description=_AFTER)
    limit: int = Field(50, ge=1, le=MOST, description="一页几个")


class Versions(Schema):
    unit: str | None = Field(None, pattern=rf"^{_CODE}{{1,40}}$", description="单位代码")
    year: Year | None = None
    kind: Kind | None = Field(None, description="类别")
    changed_since: AwareDatetime | None = Field(
        None,
        description="只要这个时间起公开或撤回的；须带时区，例如 `2025-09-01T00:00:00Z`",
    )
    scope: Scope = Field(
        "newest", description="`newest` 每份文件的最新版，`all` 还有旧版和已撤回的"
    )
    after: int | None = Field(None, ge=1, le=LAST, description=_AFTER)
    limit: int = Field(50, ge=1, le=MOST, description="一页几版")


class Measures(Schema):
    unit: str | None = Field(None, pattern=rf"^{_CODE}{{1,40}}$", description="单位代码")
    year: Year | None = None
    measure: Measure | None = None
    after: int | None = Field(None, ge=1, le=LAST, description=_AFTER)
    limit: int = Field(50, ge=1, le=MOST, description="一页几份文件")


class Search(Schema):
    q: str = Field(
        max_length=LONGEST_QUERY,
        pattern=_PRINTABLE,
        description="要找的字词，空格分开的每一个都要有",
    )
    unit: str | None = Field(None, pattern=rf"^{_CODE}{{1,40}}$", description="单位代码")
    year: Year | None = None
    kind: Kind | None = Field(None, description="类别")
    after: int | None = Field(None, ge=1, le=LAST, description=_AFTER)
    limit: int = Field(20, ge=1, le=MOST, description="一页几份文件")


class Traced(Schema):
    path: str = Field(
        min_length=1,
        max_length=300,
        pattern=_PRINTABLE,
        description="哪个数：`cells`、`measures` 等里的 `path`，例如 `statements/05/2010301/total`",
    )


class Rows(Schema):
    after: int = Field(0, ge=0, le=LAST, description=_AFTER)
    limit: int = Field(200, ge=1, le=MOST_ROWS, description="一页几行")


class Cells(Rows):
    statement: str | None = Field(None, pattern=r"^0[1-9]$", description="只要这张表")


class Indicators(Rows):
    project: int | None = Field(None, ge=0, le=LAST, description="只要这个项目的（`index`）")


class Findings(Rows):
    severity: Severity | None = Field(None, description="只要这个程度的")
