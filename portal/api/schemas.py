"""What the interface answers, declared once: checked on the way out, documented at ``/api/``.

Amounts are yuan and, like every decimal number, text with its recorded precision: JSON's numbers
are binary on most ways. ``null`` means that the source did not say, never zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Kind = Literal["final_accounts", "targets"]
Scope = Literal["newest", "all"]
Severity = Literal["error", "warning", "info"]
Number = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Problem(Schema):
    """错误（RFC 9457），`Content-Type` 为 `application/problem+json`。"""

    type: str = Field(description="说明网址", examples=["about:blank"])
    title: str = Field(description="什么错误", examples=["没有这份文件"])
    status: int = Field(description="与响应的状态码相同", examples=[404])
    detail: str = Field(description="怎么办", examples=["请核对单位代码、年度、类别和版本。"])
    errors: list[Fault] = Field(default=[], description="哪些参数有误，只在 422 时有")


class Fault(Schema):
    """一个有误的参数。"""

    parameter: str = Field(description="参数名", examples=["year"])
    problem: str = Field(description="问题", examples=["不能大于 2999"])


class Unit(Schema):
    """一个公开过文件的单位。"""

    code: str = Field(description="单位代码", examples=["yx-01"])
    name: str = Field(description="最近一次公开时的名称", examples=["云溪县水利局"])
    years: list[int] = Field(description="有文件的年度，最近的在前", examples=[[2024, 2023]])
    page: str = Field(description="网页", examples=["https://example.gov.cn/units/yx-01/"])
    versions: str = Field(
        description="它的文件", examples=["https://example.gov.cn/api/v1/versions?unit=yx-01"]
    )


class Withdrawn(Schema):
    """一版文件被撤回。"""

    at: datetime = Field(description="撤回时间", examples=["2025-09-03T10:00:00+08:00"])
    reason: str = Field(description="理由", examples=["附表误含个人信息"])


class Version(Schema):
    """一版公开文件。公开以后不再改动，更正是新的一版。"""

    serial: int = Field(description="全站序号，后公开的大", examples=[17])
    unit: str = Field(description="单位代码", examples=["yx-01"])
    unit_name: str = Field(description="公开时的单位名称", examples=["云溪县水利局"])
    year: int = Field(description="年度", examples=[2024])
    kind: Kind = Field(
        description="类别：`final_accounts` 部门决算，`targets` 绩效目标",
        examples=["final_accounts"],
    )
    number: int = Field(description="第几版", examples=[1])
    title: str = Field(description="标题", examples=["云溪县水利局2024年度部门决算公开说明"])
    index_number: str = Field(description="信息公开索引号", examples=["yx-01/2024-10001"])
    published_at: datetime = Field(description="公开时间", examples=["2025-09-02T02:30:00+08:00"])
    total_income: Number | None = Field(description="收入总计（元）", examples=["1234567.89"])
    total_expenditure: Number | None = Field(description="支出总计（元）", examples=["1234567.89"])
    errors: int = Field(description="公开时的错误数，只有历史补录的才会有", examples=[0])
    warnings: int = Field(description="公开时的警告数", examples=[2])
    imported: bool = Field(description="是否历史补录", examples=[False])
    sha256: Digest = Field(description="公开内容的摘要", examples=["0" * 64])
    sm3: Digest = Field(description="公开内容的摘要", examples=["0" * 64])
    previous: str = Field(description="上一版的 SHA-256，第一版为空", examples=[""])
    withdrawn: Withdrawn | None = Field(description="撤回了没有", examples=[None])
    page: str = Field(
        description="永久网址", examples=["https://example.gov.cn/units/yx-01/2024/v1/"]
    )
    self: str = Field(
        description="这一版的接口地址",
        examples=["https://example.gov.cn/api/v1/versions/yx-01/2024/final_accounts/1"],
    )


class File(Schema):
    """一版的一个文件，内容相同，形式不同。"""

    format: str = Field(description="格式", examples=["pdf"])
    media_type: str = Field(description="媒体类型", examples=["application/pdf"])
    url: str = Field(
        description="永久地址",
        examples=["https://example.gov.cn/units/yx-01/2024/v1/yx-01-2024.pdf"],
    )
    size: int = Field(description="字节数", examples=[318211])
    sha256: Digest = Field(description="摘要", examples=["0" * 64])


class Attachment(Schema):
    """与一版一同公开的评价报告或佐证资料。"""

    title: str = Field(description="标题", examples=["评价报告"])
    kind: str = Field(description="种类", examples=["评价报告"])
    project: str = Field(description="项目，空为单位整体", examples=["河道治理"])
    url: str = Field(description="永久地址", examples=["https://example.gov.cn/…"])
    size: int = Field(description="字节数", examples=[20480])
    sha256: Digest = Field(description="摘要", examples=["0" * 64])


class Table(Schema):
    """一版里的一张表，CSV 格式，与打包下载的逐字节相同。"""

    title: str = Field(description="表名", examples=["收入支出决算总表"])
    url: str = Field(
        description="永久地址",
        examples=["https://example.gov.cn/units/yx-01/2024/v1/tables/statement-01.csv"],
    )


class VersionInFull(Version):
    """一版公开文件，连同它的各种文件。"""

    correction: str = Field(description="更正说明，第一版为空", examples=[""])
    rule_set: str = Field(description="公开时检查所用的规则集", examples=["2026.3"])
    files: list[File] = Field(description="已经生成的文件", examples=[[]])
    tables: list[Table] = Field(
        description="每张表的 CSV，打包的 `zip` 还没有生成时为空", examples=[[]]
    )
    attachments: list[Attachment] = Field(description="一同公开的资料", examples=[[]])


class Cell(Schema):
    """报表的一格：本年数，旁边是上年数。"""

    statement: str = Field(description="表号，`01` 至 `09`", examples=["05"])
    line: str = Field(description="行：科目代码或行的名称", examples=["2010301"])
    name: str = Field(description="行的项目名称", examples=["行政运行"])
    parents: list[str] = Field(
        description="上级科目，最上级在前", examples=[["一般公共服务支出", "政府办公厅事务"]]
    )
    column: str = Field(description="栏", examples=["total"])
    header: list[str] = Field(description="栏目名称，多级表头由外到内", examples=[["合计"]])
    amount: Number | None = Field(description="本年数（元）", examples=["123456.78"])
    last_year: Number | None = Field(description="上年数（元）", examples=["120000.00"])
    path: str = Field(
        description="这个数的地址，网页上的锚点", examples=["statements/05/2010301/total"]
    )


class Project(Schema):
    """一个项目的预算、执行和得分，或它的绩效目标。"""

    index: int = Field(description="第几个，从 0 起", examples=[0])
    name: str = Field(description="项目名称", examples=["河道治理"])
    department: str = Field(description="主管部门", examples=["云溪县水利局"])
    implementer: str = Field(description="实施单位", examples=["云溪县水利局"])
    budget: Number | None = Field(description="年初预算数（元）", examples=["500000.00"])
    full_year: Number | None = Field(description="全年预算数（元）", examples=["520000.00"])
    executed: Number | None = Field(description="全年执行数（元）", examples=["519000.00"])
    rate: Number | None = Field(description="预算执行率（%）", examples=["99.81"])
    score: Number | None = Field(
        description="总分：所列各项得分之和，缺一项即为空", examples=["97.50"]
    )
    goal: str = Field(description="年度总体目标", examples=["完成河道治理3公里"])
    result: str = Field(description="实际完成情况", examples=["已完成河道治理3公里"])


class Indicator(Schema):
    """一项绩效指标：目标、结果和得分。"""

    project: int | None = Field(description="哪个项目的，空为单位整体", examples=[0])
    index: int = Field(description="其中的第几项，从 0 起", examples=[0])
    level1: str = Field(description="一级指标", examples=["产出指标"])
    level2: str = Field(description="二级指标", examples=["数量指标"])
    name: str = Field(description="三级指标", examples=["治理长度"])
    target: str = Field(description="年度指标值，照录", examples=[">=3公里"])
    actual: str = Field(description="实际完成值，照录", examples=["=3公里"])
    weight: Number | None = Field(description="分值", examples=["10"])
    rate: Number | None = Field(description="完成率（%）", examples=["100"])
    score: Number | None = Field(description="得分", examples=["10"])
    deviation: str = Field(description="偏差原因分析及改进措施", examples=[""])
    path: str = Field(description="它的地址", examples=["projects/0/indicators/0"])


class Finding(Schema):
    """公开时检查发现的一处，和单位的说明。"""

    rule: str = Field(description="规则编号，见审核规则页", examples=["ST-01"])
    severity: Severity = Field(
        description="`error` 错误，`warning` 警告，`info` 提示", examples=["warning"]
    )
    where: str = Field(description="在哪里", examples=["statements/05/2010301/total"])
    message: str = Field(description="发现了什么", examples=["本年数与上年数相差较大"])
    values: dict[str, str] = Field(description="相比的数", examples=[{"printed": "9.66"}])
    explanation: str = Field(description="单位的说明", examples=[""])


class Measured(Schema):
    """一项主要指标。"""

    key: str = Field(description="代号", examples=["reception"])
    name: str = Field(description="名称", examples=["公务接待费"])
    unit: str = Field(description="计量单位，金额是元", examples=["元"])
    amount: Number = Field(description="本年数", examples=["12300.00"])
    last_year: Number | None = Field(
        description="上年数，按这一版所列；不知道的为空", examples=["15000.00"]
    )
    why: str = Field(description="文字说明里的变化原因", examples=["接待批次减少"])
    path: str = Field(
        description="取自哪个数，`figure` 说它的来历；总分、平均分没有",
        examples=["statements/09/amount/actual_reception"],
    )
    page: str = Field(
        description="网页上的来历",
        examples=["https://example.gov.cn/units/yx-01/2024/v1/figures/staff/active/"],
    )


class Newest(Schema):
    """哪份文件的最新一版。"""

    serial: int = Field(description="版本的全站序号", examples=[17])
    unit: str = Field(description="单位代码", examples=["yx-01"])
    unit_name: str = Field(description="公开时的单位名称", examples=["云溪县水利局"])
    year: int = Field(description="年度", examples=[2024])
    version: str = Field(
        description="这一版的接口地址",
        examples=["https://example.gov.cn/api/v1/versions/yx-01/2024/final_accounts/1"],
    )


class Account(Newest):
    """一份部门决算最新一版的主要指标，不知道的不列。"""

    measures: list[Measured] = Field(description="各项指标", examples=[[]])


class Place(Schema):
    """文件里的一处。"""

    part: str = Field(description="在哪一部分", examples=["项目"])
    title: str = Field(description="标题", examples=["河道治理"])
    text: str = Field(description="前后的文字", examples=["…已完成河道治理3公里…"])
    url: str = Field(
        description="网页上的位置",
        examples=["https://example.gov.cn/units/yx-01/2024/v1/#projects/0"],
    )


class Hit(Newest):
    """一份找到的文件的最新一版。"""

    kind: Kind = Field(description="类别", examples=["final_accounts"])
    is_named: bool = Field(description="单位名称里有要找的字词", examples=[False])
    places: list[Place] = Field(description="最相关的几处", examples=[[]])


class Page(Schema):
    """一页。`next` 是下一页的完整地址，没有下一页时为空。"""

    next: str | None = Field(
        description="下一页", examples=["https://example.gov.cn/api/v1/versions?after=17"]
    )


class UnitPage(Page):
    items: list[Unit]


class VersionPage(Page):
    items: list[Version]


class AccountPage(Page):
    items: list[Account]


class HitPage(Page):
    items: list[Hit]
    is_complete: bool = Field(
        description="全部找过了；`false` 时字词太常见，只找了一部分，请加条件", examples=[True]
    )


class CellPage(Page):
    items: list[Cell]


class ProjectPage(Page):
    items: list[Project]


class IndicatorPage(Page):
    items: list[Indicator]


class FindingPage(Page):
    items: list[Finding]


Problem.model_rebuild()
