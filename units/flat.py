"""Lists that come and go as files: a row is a record, and all rows are saved or none.

``FlatResource`` is django-import-export's, with the house's rules: columns have Chinese headings,
records are known by codes and never by database keys, what does not differ is not touched, and
everything wrong is said with its line and column before anything is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.widgets import Widget

from fiscal.codec import canonical_json
from fiscal.money import parse_amount
from units.exchange import Table
from units.models import User

Key = tuple[Any, ...]


class ListRefusedError(Exception):
    """Nothing of the list is saved; ``problems`` are sentences for the user."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("；".join(problems))


# --- columns -----------------------------------------------------------------------------


class Text(Widget):  # type: ignore[misc]  # import_export has no types
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return self.clean("" if value is None else value)


class Choice(Text):
    """A code that is shown, and may be given, by its label."""

    def __init__(self, labels: Mapping[Any, str], *, blank: bool = False) -> None:
        self.labels, self.blank = labels, blank

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        given = super().clean(value)
        if given in self.labels or (self.blank and not given):
            return given
        for code, label in self.labels.items():
            if label == given:
                return code
        raise ValueError(f"应为：{'、'.join(self.labels.values())}")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return self.labels.get(value, value or "")


class YesNo(Choice):
    def __init__(self) -> None:
        super().__init__({True: "是", False: "否"})


class Number(Text):
    """A number, exact; blank is unknown. Thousands separators and full-width digits are read."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return parse_amount(super().clean(value))
        except ValueError:
            raise ValueError("应为数字") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class Whole(Number):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        number = super().clean(value)
        if number is not None and number != int(number):
            raise ValueError("应为整数")
        return None if number is None else int(number)


def column(attribute: str, heading: str, widget: Widget | None = None, **more: Any) -> Field:
    return Field(attribute, heading, widget or Text(), **more)


# --- lists -------------------------------------------------------------------------------


class _Present(BaseInstanceLoader):  # type: ignore[misc]  # import_export has no types
    """Records by their keys, read once for the whole list."""

    def get_instance(self, row: Any) -> Any:
        return self.resource.present_at(row)


class FlatResource(resources.Resource):  # type: ignore[misc]  # import_export has no types
    """A list of records, both ways.

    A subclass names its ``model``, key (``import_id_fields``) and columns, and says in
    ``write`` how new and changed records are saved.
    """

    required: ClassVar[tuple[str, ...]] = ()  # columns without which a new record is not known
    unique: ClassVar[tuple[str, ...]] = ()  # attributes that no two records may share

    class Meta:
        instance_loader_class = _Present
        use_bulk = True  # rows are collected; ``write`` saves them
        skip_diff = True  # what stands is in ``present``
        use_transactions = True

    def write(self, created: Sequence[Any], changed: Sequence[tuple[Any, Any]]) -> None:
        """Save new records and (before, after) of changed ones. Raises ``ListRefusedError``."""
        raise NotImplementedError

    def check(self, instance: Any, original: Any) -> dict[str, str]:
        """What is wrong with a new (``original`` None) or changed record, by attribute."""
        return {}

    def check_all(self) -> Iterable[tuple[Any, str, str]]:
        """(record, attribute, problem) of what only the whole list shows."""
        return self._shared()

    def get_queryset(self) -> Any:
        return self._meta.model._default_manager.all()

    def init_instance(self, row: Any = None) -> Any:
        return self._meta.model()

    # --- reading ---

    def import_data(self, dataset: Table, **kwargs: Any) -> Any:
        result = super().import_data(
            dataset, **{**kwargs, "use_transactions": True, "rollback_on_validation_errors": True}
        )
        for row in result.error_rows:  # what nobody foresaw is not a matter for the user
            raise row.errors[0].error
        return result

    def before_import(self, dataset: Table, **kwargs: Any) -> None:
        self.by: User = kwargs["user"]
        self.at: datetime = timezone.now()
        self.lines, self.origin = dataset.lines, kwargs.get("file_name", "")
        self.expected: str | None = kwargs.get("expected")
        self.new: dict[Key, Any] = {}
        self.edited: dict[Key, tuple[Any, Any]] = {}
        self.line_of: dict[Key, int] = {}
        try:
            self._check_headings(dataset.headers)
        except ListRefusedError:
            dataset.wipe()
            raise
        self.present: dict[Key, Any] = {self.key_of(one): one for one in self.read_present()}

    def read_present(self) -> Iterable[Any]:
        """The records that a row may mean, with everything that columns show."""
        present: Iterable[Any] = self.get_queryset()
        return present

    def _check_headings(self, headings: Sequence[str]) -> None:
        known = [field.column_name for field in self.fields.values()]
        strange = [f"表头中不认识“{name}”这一列" for name in headings if name not in known]
        needed = [self.fields[name].column_name for name in self.get_import_id_fields()]
        missing = [f"表头中缺少“{name}”这一列" for name in needed if name not in headings]
        if strange or missing:
            raise ListRefusedError(*missing, *strange, f"可用的列：{'、'.join(known)}")

    def key_of(self, instance: Any) -> Key:
        return tuple(self.fields[name].get_value(instance) for name in self.get_import_id_fields())

    def _key_in(self, row: Mapping[str, str]) -> Key | None:
        try:
            return tuple(self.fields[name].clean(row) for name in self.get_import_id_fields())
        except ValueError:
            return None  # which the column will say

    def present_at(self, row: Mapping[str, str]) -> Any:
        """A copy of the record that a row means, so that what stands is still at hand."""
        key = self._key_in(row)
        found = self.present.get(key) if key is not None else None
        return copy(found) if found is not None else None

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.line = self.lines[kwargs["row_number"] - 1]
        key = self._key_in(row)
        if key is None:
            return
        if key in self.line_of:
            raise ValidationError(f"与第{self.line_of[key]}行重复")
        self.line_of[key] = self.line

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        result = super().import_row(row, instance_loader, **kwargs)
        result.line = self.line
        return result

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Columns into the record; those that only inform must say what they did."""
        stands = self.present.get(self._key_in(row) or ())
        problems = {}
        for field in self.fields.values():
            if field.readonly and stands is not None and field.column_name in row:
                shown = field.export(stands)
                if field.clean(row) != shown:
                    problems[field.attribute] = f"这一列不能用清单修改，现为“{shown}”"
        if problems:
            raise ValidationError(problems)
        super().import_instance(instance, row, **kwargs)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        stands = self.present.get(self.key_of(instance))
        unchanged = stands is not None and not self.differences(stands, instance)
        return unchanged and not import_validation_errors

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Fields one by one; what needs the database is looked up in what was read at once."""
        errors = dict(import_validation_errors or {})
        relations = {field.name for field in instance._meta.fields if field.is_relation}
        unseen = {field.name for field in instance._meta.fields} - {
            field.attribute for field in self.fields.values()
        }
        try:
            instance.clean_fields(exclude={*errors, *relations, *unseen})
        except ValidationError as invalid:
            errors = invalid.update_error_dict(errors)
        if not errors:
            errors |= self.check(instance, self.present.get(self.key_of(instance)))
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        key = self.key_of(instance)
        if is_create:
            self.new[key] = instance
        else:
            self.edited[key] = self.present[key], instance

    def after_import(self, dataset: Table, result: Any, **kwargs: Any) -> None:
        if result.has_errors() or result.has_validation_errors():
            return
        for instance, attribute, problem in self.check_all():
            line = self.line_of.get(self.key_of(instance), 0)
            row = dict(zip(dataset.headers, dataset[self.lines.index(line)], strict=True))
            wrong = ValidationError({attribute: problem})
            result.append_invalid_row(self.lines.index(line) + 1, row, wrong)
        if result.has_validation_errors():
            return
        self.digest = self._digest()
        if self.expected is not None and self.expected != self.digest:
            raise ListRefusedError(
                "预览之后数据已有改动（也可能是重复确认），请核对新的预览后再确认"
            )
        self.write(list(self.new.values()), list(self.edited.values()))

    def handle_import_error(self, result: Any, error: Any, raise_errors: bool = False) -> None:
        """Refusals are shown; everything else is an error of the program."""
        if isinstance(error, IntegrityError):
            error = ListRefusedError("保存时与他人的改动冲突，请重新预览")
        if not isinstance(error, ListRefusedError):
            raise error
        result.append_base_error(self.get_error_result_class()(error))

    # --- comparing ---

    def texts(self, instance: Any) -> dict[str, Any]:
        """What the columns that can be read in show of a record, by attribute."""
        return {
            field.attribute: field.export(instance)
            for field in self.fields.values()
            if not field.readonly
        }

    def differences(self, before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
        """Attribute -> (old, new) of what differs; numbers are compared by value."""
        new = self.texts(after)
        old = self.texts(before) if before is not None else dict.fromkeys(new)
        return {name: (old[name], value) for name, value in new.items() if old[name] != value}

    def _digest(self) -> str:
        """Of everything that the list would change, so that what is confirmed is what was shown."""
        changes = [
            *((repr(key), self.differences(None, one)) for key, one in self.new.items()),
            *((repr(key), self.differences(*pair)) for key, pair in self.edited.items()),
        ]
        plain = [(key, {k: list(map(str, v)) for k, v in found.items()}) for key, found in changes]
        return hashlib.sha256(canonical_json(plain)).hexdigest()

    def standing(self) -> dict[Key, Any]:
        """Every record as it will be."""
        return {
            **self.present, **self.new, **{key: after for key, (_, after) in self.edited.items()}
        }  # fmt: skip

    def _shared(self) -> Iterable[tuple[Any, str, str]]:
        for attribute in self.unique:
            seen: dict[Any, Key] = {}
            for key, one in self.standing().items():
                value = getattr(one, attribute)
                other = seen.setdefault(value, key)
                if other == key:
                    continue
                wrong, holder = (key, other) if key in self.line_of else (other, key)
                shown = "、".join(str(part) for part in holder)
                yield self.standing()[wrong], attribute, f"“{value}”已属于 {shown}"

    # --- going out ---

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [field.column_name for field in self.fields.values()]

    def get_export_order(self) -> tuple[str, ...]:
        return tuple(self.fields)
