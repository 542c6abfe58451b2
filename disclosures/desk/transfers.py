"""The rows in which an officer types what the units of a department paid each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from disclosures.desk.amounts import AmountUnit
from fiscal.consolidate import SUBSIDY, TRANSFER_KINDS, Transfer
from fiscal.money import ZERO, AmountError

_UNIT = AmountUnit.YUAN
_BLANK_ROWS, _MOST_ROWS = 3, 200
_PREFIX = "transfers"


class AmountInput(forms.CharField):
    """An amount in yuan as people type it."""

    def clean(self, value: Any) -> Decimal:
        try:
            amount = _UNIT.read(super().clean(value))
        except AmountError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        if amount is None and self.required:
            raise forms.ValidationError("请填写金额")
        return amount or ZERO


class TransferRow(forms.Form):
    """What one of the units paid another."""

    kind = forms.ChoiceField(
        label="往来类型", choices=list(TRANSFER_KINDS.items()), initial=SUBSIDY
    )
    expenditure_code = forms.CharField(label="支出科目", max_length=20)
    income_code = forms.CharField(label="收入科目", max_length=20)
    amount = AmountInput(label="本年金额", max_length=40)
    last = AmountInput(label="上年金额", max_length=40, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = int(str(self.prefix).rpartition("-")[2]) + 1
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}，第{row}笔"
        for name in ("expenditure_code", "income_code"):
            self.fields[name].widget.attrs |= {"list": "codes", "autocomplete": "off"}
        for name in ("amount", "last"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def transfer(self) -> Transfer:
        given = {name: self.cleaned_data[name] for name in self.fields if name != "DELETE"}
        return Transfer(**given)


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[TransferRow]
else:
    _FormSet = forms.BaseFormSet


class TransferRows(_FormSet):
    """The transfers as rows, with some blank ones to fill."""

    def add_fields(self, form: TransferRow, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "删除"
        form.fields["DELETE"].widget.attrs["aria-label"] = f"删除，第{(index or 0) + 1}笔"

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """Those that are filled and not struck out; of a form nobody sent, those it began with."""
        if not self.is_bound:
            return tuple(_as_given(one) for one in self.initial or ())
        kept = (one for one in self.forms if one.has_changed())
        return tuple(one.transfer() for one in kept if not one.cleaned_data.get("DELETE"))


def transfer_rows(data: Any = None, initial: Sequence[Mapping[str, str]] = ()) -> TransferRows:
    """The rows as posted in ``data``, or as they begin."""
    made: Any = forms.formset_factory(
        TransferRow, formset=TransferRows, extra=_BLANK_ROWS, can_delete=True,
        max_num=_MOST_ROWS, absolute_max=_MOST_ROWS,
    )  # fmt: skip
    rows: TransferRows = made(data=data, initial=initial, prefix=_PREFIX)
    return rows


def as_typed(transfer: Transfer) -> dict[str, str]:
    """A transfer as its row takes it."""
    return {
        "kind": transfer.kind,
        "expenditure_code": transfer.expenditure_code,
        "income_code": transfer.income_code,
        "amount": _UNIT.show(transfer.amount),
        "last": _UNIT.show(transfer.last) if transfer.last else "",
        "note": transfer.note,
    }


def _as_given(row: Mapping[str, Any]) -> Transfer:
    amounts = {name: _UNIT.read(row[name]) or ZERO for name in ("amount", "last")}
    return Transfer(**{**row, **amounts})
