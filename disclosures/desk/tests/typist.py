"""An officer at the keyboard: enters a whole Report through the pages, and counts the work."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from disclosures.desk.amounts import AmountUnit
from disclosures.desk.evaluation.build import build_form
from disclosures.desk.evaluation.columns import Step
from disclosures.desk.evaluation.form import Cell
from disclosures.desk.fields import TEXT
from disclosures.desk.grid.build import build_sheet
from disclosures.desk.story import tell
from disclosures.models import Disclosure
from disclosures.tests.browsing import paste
from fiscal.reference import Reference
from fiscal.report import ProjectEvaluation, Report, UnitEvaluation

SETTLED = re.compile("已保存|未保存：")
OVERRIDE = "按已公开的自评表"


@dataclass
class Typist:
    """``report`` is what lies on the desk, to be entered into ``draft``."""

    page: Page
    site: str
    draft: Disclosure
    report: Report
    reference: Reference
    clicks: int = 0
    pastes: int = 0
    typed: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def tally(self) -> str:
        seconds = time.monotonic() - self.began
        return (
            f"{self.clicks} clicks, {self.pastes} pastes, {self.typed} fields typed, "
            f"{seconds:.0f} s of machine time"
        )

    def start_counting(self) -> None:
        self.clicks = self.pastes = self.typed = 0
        self.began = time.monotonic()

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def open(self, *names: str) -> None:
        """The pages are a click away, in the navigation beside every one of them."""
        self.page.goto("/".join([f"{self.site}/admin/desk", str(self.draft.pk), *names]))
        self.clicks += 1

    def is_saved(self) -> None:
        expect(self.page.locator("#saved")).to_contain_text("已保存")

    # --- statements ------------------------------------------------------------------------

    def paste_statement(self, number: str) -> None:
        """The block as it stands in a spreadsheet: code or 行次, name, amounts."""
        self.open("statements", number, "")
        paste(self.page.locator("table.sheet [data-column]").first, self._block(number))
        self.pastes += 1
        expect(self.page.locator("#paste-notice")).to_contain_text("已填")
        self.is_saved()
        if named := _named_only(self.report, number):
            paste(self.page.locator("table.sheet [data-column]").first, "\n".join(named))
            self.pastes += 1
            expect(self.page.locator("#paste-notice")).to_contain_text(f"新增科目 {len(named)} 行")
            self.is_saved()

    def _block(self, number: str) -> str:
        sheet = build_sheet(self.report, number, self.reference, AmountUnit.YUAN)
        rows = []
        for row in sheet.rows:
            cells: list[str] = []
            for entry, width in zip(row, sheet.widths, strict=True):
                if entry is None:
                    cells += [""] * (width + 1 - sheet.has_numbers)
                    continue
                names = [entry.name, entry.number] if sheet.has_numbers else [
                    entry.number, entry.name]  # fmt: skip
                cells += [*names, *(one.value for one in entry.fields)]
            rows.append("\t".join(cells))
        return "\n".join(rows)

    # --- narrative -------------------------------------------------------------------------

    def type_narrative(self) -> None:
        """Every field beside the text and in it, section by section.

        The facts come first: they decide which sentences there are.
        """
        self.open("narrative", "")
        for texts_turn in (False, True):
            for section in tell(self.report, self.report, self.reference):
                wanted = [one for one in section.fields if (one.kind == TEXT) == texts_turn]
                self._fill((one.path, one.value) for one in wanted if one.value)
                self.is_saved()

    def _fill(self, fields: Iterator[tuple[str, str]]) -> None:
        for path, value in fields:
            control = self.page.locator(f'[name="{path}"]')
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
                self.page.keyboard.press("Tab")
            self.typed += 1

    # --- performance -----------------------------------------------------------------------

    def enter_evaluations(self) -> None:
        if self.report.unit_evaluation:
            self.open("performance", "")
            self.click(self.page.get_by_role("button", name="建立整体支出绩效自评表"))
            self._table("unit_evaluation", self.report.unit_evaluation)
        for index, project in enumerate(self.report.projects):
            self.open("projects", "")
            self.page.get_by_label("项目名称").fill(project.name)
            self.typed += 1
            self.click(self.page.get_by_role("button", name="添加项目"))
            self.open("projects", str(index), "")
            self._table(f"projects/{index}", project)

    def _table(self, path: str, table: UnitEvaluation | ProjectEvaluation) -> None:
        for step in Step:
            form = build_form(table, path, step, self.reference)
            if not any(one.value for one in form.cells if one.column.is_typed):
                continue
            self.click(self.page.get_by_role("link", name=step.label, exact=True))
            for cell in form.texts:
                self._type(cell)
            for sheet in form.sheets:
                rows = [[one for one in row.cells if one.column.is_typed] for row in sheet.rows]
                if sheet.may_grow and rows:
                    self.click(self.page.get_by_role("button", name="添加一行"))
                if rows and rows[0]:
                    self._paste_cells(rows)

    def _type(self, cell: Cell) -> None:
        if cell.value:
            self.page.locator(f'[data-cell="{cell.path}"]').fill(cell.value)
            self.page.keyboard.press("Tab")
            self.typed += 1

    def _paste_cells(self, rows: Sequence[Sequence[Cell]]) -> None:
        """The columns that one types, as copied from a table of the same columns."""
        block = "\n".join("\t".join(_quoted(one) for one in row) for row in rows)
        paste(self.page.locator(f'[data-cell="{rows[0][0].path}"]'), block)
        self.pastes += 1
        last = self.page.locator(f'[data-cell="{rows[-1][-1].path}"]')
        expect(last).to_have_count(1)
        expect(self.page.locator("#saved")).to_contain_text(SETTLED)
        if self.page.locator("td.wrong").count():
            self._give_reasons()
        self.is_saved()

    def _give_reasons(self) -> None:
        """A rate or score that is not the computed one is saved with a reason."""
        rows = self.page.locator("tr", has=self.page.locator("td.wrong"))
        for row in rows.all():
            row.locator('[data-key="override_reason"]').fill(OVERRIDE)
            self.page.keyboard.press("Tab")
            self.typed += 1


def _named_only(report: Report, number: str) -> list[str]:
    """Codes of 06 without an amount: its sheet shows those of other units as well."""
    lines = report.statement(number).lines if number == "06" else ()
    return [f"{line.key}\t{line.name}" for line in lines if not line.has_amounts]


def _quoted(cell: Cell) -> str:
    """A cell as Excel puts it on the clipboard."""
    text = {"true": "是", "false": ""}.get(cell.value, cell.value)
    return '"' + text.replace('"', '""') + '"' if "\n" in text else text
