"""栏目: the columns of the site, for what every page must say of the one it stands in."""

from __future__ import annotations

from dataclasses import dataclass

# What a column may be; the kinds that government sites use.
DISCLOSURE, POLICY, SERVICE, EXCHANGE = "信息公开", "政策文件", "办事服务", "互动交流"


@dataclass(frozen=True, slots=True)
class Column:
    """``address`` is where it begins: every page below it belongs to it."""

    address: str
    name: str
    description: str
    keywords: str
    type: str
    leads_on: bool = False  # to another page of the column, which search engines are told instead


HOME = Column(
    "/",
    "部门决算公开",
    "各部门、单位的年度决算和绩效自评，按年度和单位查找，可下载、可核对。",
    "法定主动公开内容,财政信息,部门预决算,部门决算,绩效自评,绩效目标",
    DISCLOSURE,
)
COLUMNS = (
    HOME,
    Column(
        "/documents/",
        "公开文件",
        "全部公开文件的清单，按年度、层级、领域和资金筛选，可导出。",
        "法定主动公开内容,部门决算,绩效自评,清单",
        DISCLOSURE,
    ),
    Column(
        "/years/", "历年公开文件", "每个年度公开了多少、还差多少。", "年度,部门决算", DISCLOSURE
    ),
    Column(
        "/archives/",
        "整包下载",
        "一个年度、一个部门的全部公开文件，打成一个压缩包，附每个文件的摘要。",
        "整包下载,批量下载,开放数据,部门决算",
        DISCLOSURE,
    ),
    Column(
        "/units/",
        "部门和单位",
        "按隶属关系查看每个部门和单位，以及它历年的决算和绩效自评。",
        "部门,单位,预算单位,部门决算",
        DISCLOSURE,
    ),
    Column(
        "/sectors/",
        "领域和资金",
        "按支出最多的领域、按资金种类查看。",
        "支出功能分类,领域",
        DISCLOSURE,
    ),
    Column(
        "/overview/",
        "年度总览",
        "一个年度全部单位的收入、支出和绩效合在一起。",
        "总览,汇总",
        DISCLOSURE,
        leads_on=True,
    ),
    Column(
        "/rankings/",
        "单位排行",
        "各单位按一项指标的顺序。",
        "排行,三公经费,支出",
        DISCLOSURE,
        leads_on=True,
    ),
    Column(
        "/compare/", "单位比较", "最多五个单位，同一年度并排比较。", "比较,部门决算", DISCLOSURE
    ),
    Column("/search/", "检索", "在单位、项目、指标和说明文字里查找。", "检索,查找", SERVICE),
    Column(
        "/verify/",
        "核验",
        "一份文件或一个摘要出自哪一版，有没有被改动。",
        "核验,摘要,真伪",
        SERVICE,
    ),
    Column(
        "/catalogue/",
        "信息公开目录",
        "已公开的决算和绩效文件的目录：索引号、名称、内容概述、生成日期、有效性。",
        "法定主动公开内容,财政信息,部门预决算,信息公开目录,索引号",
        DISCLOSURE,
    ),
    Column(
        "/rules/",
        "审核规则",
        "检查部门决算公开文件所用的全部规则：查什么，依据什么，从何时起。",
        "决算审核,公开检查,规则",
        POLICY,
    ),
    Column(
        "/check/",
        "检查一份文件",
        "公开之前把决算公开文件查一遍，文件不保存。",
        "决算检查,公开检查,表间核对",
        SERVICE,
    ),
    Column(
        "/api/",
        "公开数据接口",
        "给程序用的只读接口和它的说明。",
        "开放数据,接口,OpenAPI,JSON",
        SERVICE,
    ),
    Column(
        "/about/",
        "关于本站",
        "主办单位、联系方式、怎样公开和更正、怎样纠错。",
        "主办单位,联系方式,纠错,帮助",
        EXCHANGE,
    ),
    Column("/sitemap/", "站点地图", "本站的全部栏目和年度。", "站点地图,栏目,年度", DISCLOSURE),
    Column(
        "/display/", "大字和高对比", "怎样把字放大、把对比度提高。", "适老化,无障碍,大字", SERVICE
    ),
)


def column_of(address: str) -> Column:
    """The column that a page stands in: the one that begins with the most of its address."""
    fitting = (column for column in COLUMNS if address.startswith(column.address))
    return max(fitting, key=lambda column: len(column.address), default=HOME)


@dataclass(frozen=True, slots=True)
class Section:
    """A link of the header, with a name as short as a phone needs it."""

    address: str
    name: str
    is_here: bool


# By the address of the column that it leads to, and of those that it stands for.
_SECTIONS = (
    ("公开文件", ("/documents/", "/years/", "/sectors/")),
    ("单位", ("/units/",)),
    ("总览", ("/overview/", "/rankings/", "/compare/")),
    ("公开目录", ("/catalogue/",)),
    ("检查文件", ("/check/",)),
    ("核验", ("/verify/",)),
    ("审核规则", ("/rules/",)),
)


def sections_of(address: str, *, checks: bool) -> list[Section]:
    """The links of the header on a page; ``checks``: visitors may have a file checked."""
    here = column_of(address).address
    return [
        Section(leads_to[0], name, here in leads_to)
        for name, leads_to in _SECTIONS
        if checks or leads_to[0] != "/check/"
    ]
