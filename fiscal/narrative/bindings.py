"""What each slot of the template stands for, once for both directions.

``ADDRESSES[paragraph id][slot]`` are the addresses (see ``figures``) behind a slot; the
slot's type in the template says what is made of them:

* one address and ``money``, ``area`` or ``count``: the recorded figure itself;
* one address and ``direction``, ``difference``, ``growth``, ``percent``: this year against last;
* two and ``share``: the first as a part of the second;
* two and ``variance``: actual against budget;
* ``text``: the figures compared in it, for the default wording when nothing happened.

``*`` in an address is the line key of a repeated paragraph. Paragraphs stand in printing
order, and the first to print a figure is the section it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping

from fiscal.narrative.figures import statement_address

Addresses = Mapping[str, tuple[str, ...]]

# Statement whose 类 and 项 lines a repeated paragraph lists.
ITEM_STATEMENTS = {"s5.2.item": "05", "s5.3.item": "05", "s7.item": "07", "s8.item": "08"}


def _change(address: str, prefix: str = "") -> Addresses:
    slots = ("dir", "diff", "g", "pct", "reason")
    return {prefix + slot: (address,) for slot in slots}


def _variance(actual: str, budget: str, prefix: str = "", reason: str = "reason") -> Addresses:
    return {
        f"{prefix}budget": (budget,),
        f"{prefix}actual": (actual,),
        f"{prefix}var": (actual, budget),
        f"{prefix}{reason}": (actual, budget),
    }


def _amounts(number: str, line: str = "", **columns: str) -> Addresses:
    """Slots of one statement: by column of ``line``, or by row of the column ``amount``."""
    return {
        slot: (statement_address(number, *((line, key) if line else (key, "amount"))),)
        for slot, key in columns.items()
    }


def _with_shares(total: Addresses, parts: Addresses) -> Addresses:
    (whole,) = total["total"]
    shares = {f"{slot}_pct": (part, whole) for slot, (part,) in parts.items()}
    return {**total, **parts, **shares}


def _simple(group: str, **fields: str) -> Addresses:
    return {slot: (f"{group}/{name}",) for slot, name in fields.items()}


def _staff_change(slot: str, field: str) -> Addresses:
    address = (f"staff/{field}",)
    return {slot: address, f"{slot}_dir": address, f"{slot}_diff": address}


_INCOME_01 = statement_address("01", "grand_total_income", "amount")
_INCOME_04 = statement_address("04", "grand_total_income", "amount")
_EXPENDITURE_03 = statement_address("03", "total", "total")
_EXPENDITURE_04 = statement_address("04", "grand_total_expenditure", "total")
_GENERAL = statement_address("05", "total", "total")
_PUBLIC = statement_address("06", "public_total", "amount")
_PROCUREMENT = "procurement/total"


def _item(number: str) -> Addresses:
    address = statement_address(number, "*", "total")
    return {"amt": (address,), **_change(address)}


def _fund(section: str, number: str, budget: str) -> dict[str, Addresses]:
    income = statement_address(number, "total", "grand_total")
    expenditure = f"computed/expenditure_{number}"
    return {
        f"{section}.body": {
            **_amounts(
                number, "total", in_total="grand_total", opening="opening", in_current="income",
                closing="closing", out_current="total",
            ),
            "out_total": (expenditure,),
        },
        f"{section}.cmp": {
            **_change(income),
            **_variance(expenditure, budget, reason="var_reason"),
        },
        f"{section}.total": _amounts(number, "total", total="total"),
        f"{section}.item": _item(number),
    }  # fmt: skip


def _actual(name: str) -> str:
    return statement_address("09", "amount", f"actual_{name}")


def _three_public(prefix: str, name: str) -> Addresses:
    amount = _actual(name)
    return {
        prefix: (amount,),
        f"{prefix}_share": (amount, _actual("total")),
        **_change(amount, f"{prefix}_"),
    }


def _three_public_budget(prefix: str, name: str) -> Addresses:
    return _variance(_actual(name), statement_address("09", "amount", f"budget_{name}"), prefix)


ADDRESSES: Mapping[str, Addresses] = {
    "p1.2.staff": {
        "total": ("computed/staff",),
        **_staff_change("active", "active"),
        **_staff_change("lixiu", "veteran"),
        **_staff_change("retired", "retired"),
    },
    "p1.2.single": _simple("organisation", n="office_count"),
    "p1.2.multi2": _simple("organisation", n="office_count"),
    "s1.income": _amounts(
        "01", total="grand_total_income", current="income_total", use_surplus="use_of_surplus",
        opening="opening_balance",
    ),
    "s1.expense": _amounts(
        "01", total="grand_total_expenditure", current="expenditure_total",
        surplus_alloc="surplus_distribution", closing="closing_balance",
    ),
    "s1.cmp": _change(_INCOME_01),
    "s2.body": _with_shares(
        _amounts("02", "total", total="total"),
        _amounts(
            "02", "total", fiscal="fiscal", superior="superior_subsidy", operating="institutional",
            business="business", affiliate="subordinate", other="other",
        ),
    ),
    "s3.body": _with_shares(
        _amounts("03", "total", total="total"),
        _amounts(
            "03", "total", basic="basic", project="project", to_superior="remit_to_superior",
            business="business", to_affiliate="subsidy_to_subordinate",
        ),
    ),
    "s4.body": {
        **_amounts(
            "04", in_total="grand_total_income", opening="opening_balance",
            in_current="income_total",
        ),
        "out_total": (_EXPENDITURE_04,),
        "closing": (statement_address("04", "closing_balance", "total"),),
        "out_current": (statement_address("04", "expenditure_total", "total"),),
    },
    "s4.cmp": {
        **_change(_INCOME_04),
        **_variance(_EXPENDITURE_04, "budgets/fiscal", reason="var_reason"),
    },
    "s5.1.body": {
        "total": (_GENERAL,),
        "share": (_GENERAL, _EXPENDITURE_03),
        **_change(_GENERAL),
        **_variance(_GENERAL, "budgets/general", reason="var_reason"),
    },
    "s5.2.item": {
        "amt": (statement_address("05", "*", "total"),),
        "pct": (statement_address("05", "*", "total"), _GENERAL),
    },
    "s5.3.item": _item("05"),
    "s6.a": {
        "total": (statement_address("05", "total", "basic"),),
        "personnel": (statement_address("06", "personnel_total", "amount"),),
    },
    "s6.b": {"public": (_PUBLIC,)},
    **_fund("s7", "07", "budgets/fund"),
    **_fund("s8", "08", "budgets/capital"),
    "s9.body": {
        "total": (_actual("total"),),
        **_change(_actual("total")),
        **_three_public("abroad", "overseas"),
        **_three_public("car", "vehicle"),
        **_three_public("recep", "reception"),
    },
    "s9.abroad": {
        "amt": (_actual("overseas"),),
        "content": (_actual("overseas"), _actual("overseas")),
        **_simple("three_public", groups="delegations", people="travellers"),
    },
    "s9.car": {
        **_amounts(
            "09", "amount", amt="actual_vehicle", buy="actual_vehicle_purchase",
            run="actual_vehicle_operation",
        ),
        **_simple("three_public", bought="vehicles_bought", held="vehicles_held"),
        "fixed": ("computed/vehicles",),
        "diff_reason": ("three_public/vehicles_held", "computed/vehicles"),
    },
    "s9.recep": {
        "amt": (_actual("reception"),),
        "content": (_actual("reception"), _actual("reception")),
        **_simple("three_public", batches="reception_batches", people="reception_guests"),
    },
    "s9.budget": {
        **_three_public_budget("", "total"),
        **_three_public_budget("abroad_", "overseas"),
        **_three_public_budget("buy_", "vehicle_purchase"),
        **_three_public_budget("run_", "vehicle_operation"),
        **_three_public_budget("recep_", "reception"),
    },
    "s10.1.admin": {"amt": (_PUBLIC,), **_change(_PUBLIC)},
    "s10.1.inst": {"amt": (_PUBLIC,), **_change(_PUBLIC)},
    "s10.2.a": _simple(
        "procurement", total="total", goods="goods", works="works", services="services"
    ),
    "s10.2.b": {
        **_simple("procurement", sme="small_medium", micro="small_micro"),
        "sme_pct": ("procurement/small_medium", _PROCUREMENT),
        "micro_pct": ("procurement/small_micro", _PROCUREMENT),
    },
    "s10.3.body": {
        **_simple(
            "assets", area="area", area_value="area_value", cars_value="vehicles_value",
            c1="vice_minister", c2="principal_leader", c3="confidential", c4="emergency",
            c5="law_enforcement", c6="special_technical", c7="retired_cadre", c8="other",
            equip="equipment",
        ),
        "cars": ("computed/vehicles",),
        "other": ("assets/other", "assets/other"),
    },
    "s11.body": {
        "n_unit": ("computed/unit_evaluations",),
        "budget": ("computed/unit_full_year",),
        "executed": ("computed/unit_executed",),
        "n_proj": ("computed/projects",),
        "p_budget": ("computed/projects_full_year",),
        "p_executed": ("computed/projects_executed",),
    },
}  # fmt: skip


def addresses(paragraph: str, slot: str, key: str = "") -> tuple[str, ...]:
    """Addresses behind a slot, for line ``key`` in a repeated paragraph; () when it has none."""
    found = ADDRESSES.get(paragraph, {}).get(slot, ())
    return tuple(address.replace("*", key, 1) for address in found)


def text_key(paragraph: str, slot: str, key: str = "") -> str:
    """Where ``Report.texts`` holds a free text: ``s5.3.item.reason#2010301``."""
    return f"{paragraph}.{slot}#{key}" if key else f"{paragraph}.{slot}"
