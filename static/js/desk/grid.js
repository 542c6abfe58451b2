// The sheet of a statement: moving, typing with live sums, pasting, saving.

import { same } from "./amounts.js";
import { Autosave } from "./autosave.js";
import { Grid } from "./fields.js";
import { show } from "./findings.js";
import { cellsOf, plan, report } from "./paste.js";
import { suggest } from "./picker.js";
import { Totals } from "./totals.js";

const FIELD = "[data-column]";
const UNDO = `undo-paste:${location.pathname}`;

const form = document.getElementById("sheet-form");
const table = form.querySelector("table.sheet");
const notice = document.getElementById("paste-notice");
const undoButton = document.getElementById("undo-paste");
const grid = new Grid(table.tBodies[0]);
const totals = new Totals(table);
const autosave = new Autosave(form, document.querySelector(".desk-frame").dataset.changesUrl);

// --- moving --------------------------------------------------------------------------------

function step(field, down, right) {
  const target = grid.next(field, down, right);
  target?.focus();
  target?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function atEdge({ selectionStart: start, selectionEnd: end, value }, edge) {
  const isAll = start === 0 && end === value.length;
  return isAll || (start === end && start === edge);
}

function restore(field) {
  field.value = autosave.old(field).value;
  field.select();
  changed(field);
}

const MOVES = {
  ArrowUp: (field) => step(field, -1, 0),
  ArrowDown: (field) => step(field, 1, 0),
  ArrowLeft: (field) => atEdge(field, 0) && step(field, 0, -1),
  ArrowRight: (field) => atEdge(field, field.value.length) && step(field, 0, 1),
  Enter: (field, event) => step(field, event.shiftKey ? -1 : 1, 0),
  Escape: restore,
};

table.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches(FIELD) || event.isComposing) return;
  if (pasted && event.key === "z" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    undoPaste();
    return;
  }
  const isModified = event.ctrlKey || event.metaKey || event.altKey;
  const isSelecting = event.shiftKey && event.key.startsWith("Arrow");
  if (isModified || isSelecting || !(event.key in MOVES)) return;
  const isInside = /Left|Right/.test(event.key)
    && !atEdge(field, event.key === "ArrowLeft" ? 0 : field.value.length);
  if (isInside) return;
  event.preventDefault();
  MOVES[event.key](field, event);
});

table.addEventListener("focusin", ({ target }) => {
  table.querySelectorAll("td.at").forEach((cell) => cell.classList.remove("at"));
  if (!target.matches(FIELD)) return;
  for (const field of grid.column(target)) field.closest("td").classList.add("at");
  target.select();
  notice.textContent = "";
});

table.addEventListener("focusout", ({ target }) => {
  if (!target.matches(FIELD)) return;
  const old = autosave.old(target).value;
  if (same(target.value, old)) target.value = old;
});

// --- typing --------------------------------------------------------------------------------

function changed(...fields) {
  fields.forEach((field) => autosave.touch(field));
  totals.update(new Set(fields));
}

table.addEventListener("input", ({ target }) => {
  forgetUndo();
  changed(target);
});

autosave.addEventListener("saved", ({ detail }) => {
  for (const field of table.querySelectorAll("[data-parts]")) {
    const isFree = field !== document.activeElement && !autosave.isTyped(field);
    if (autosave.isClean && isFree) field.value = autosave.old(field).value;
  }
  totals.judge();
  show(detail.findings, table);
});

autosave.addEventListener("decided", () => totals.judge());

// --- pasting -------------------------------------------------------------------------------

let pasted = null; // takes the last paste back

function keepUndo(undo) {
  pasted = undo;
  undoButton.hidden = false;
}

function forgetUndo() {
  pasted = null;
  undoButton.hidden = true;
}

async function undoPaste() {
  const undo = pasted;
  forgetUndo();
  await undo();
  notice.textContent = "已撤销粘贴。";
}

function fill(cells) {
  for (const [field, text] of cells) field.value = text;
  changed(...cells.map(([field]) => field));
  return autosave.flush();
}

table.addEventListener("paste", async (event) => {
  const text = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "");
  if (!event.target.matches(FIELD) || !/[\t\r\n]/.test(text)) return;
  event.preventDefault();
  const planned = plan(cellsOf(text), grid, grid.placeOf(event.target));
  if (planned.missing.length) await keepKnown(planned);
  const cells = planned.values.map(({ field, text: value }) => [field, value]);
  const before = cells.map(([field]) => [field, field.value]);
  notice.textContent = report(planned);
  if (planned.missing.length) {
    await fillWithLines(cells, planned);
  } else {
    keepUndo(() => fill(before));
    await fill(cells);
  }
});

/** Leave only those missing lines whose codes belong in this statement. */
async function keepKnown(planned) {
  const query = new URLSearchParams(planned.missing.map(({ code }) => ["code", code]));
  const response = await fetch(`${form.dataset.codes}?${query}`);
  const { results } = await response.json();
  const known = new Set(results.map(({ code }) => code));
  const strangers = planned.missing.filter(({ code }) => !known.has(code));
  planned.strangers.push(...strangers.map(({ code, name }) => `${code} ${name}`.trim()));
  planned.missing = planned.missing.filter(({ code }) => known.has(code));
}

/** New lines are saved with all that was pasted; the page is made anew to show them. */
async function fillWithLines(cells, planned) {
  const told = notice.textContent;
  autosave.addEventListener("saved", ({ detail }) => {
    const inverse = detail.changes.reverse().map(({ path, old, new: now }) => {
      return { path, old: now, new: old };
    });
    sessionStorage.setItem(UNDO, JSON.stringify({ told, inverse }));
    location.reload();
  }, { once: true });
  for (const [field, text] of cells) field.value = text;
  cells.forEach(([field]) => autosave.touch(field));
  await autosave.add(planned.missing.flatMap(linesOf));
}

function linesOf({ code, name, values }) {
  const line = `statements/${form.dataset.statement}/${code}`;
  const cells = values.flatMap(({ column, text }) => {
    const above = grid.columnPath(column);
    return above && text ? [{ path: `${line}/${above}`, old: null, new: text }] : [];
  });
  return [{ path: line, old: null, new: name || code }, ...cells];
}

/** After the page was made anew, its paste can still be taken back. */
function recallUndo() {
  const kept = JSON.parse(sessionStorage.getItem(UNDO) ?? "null");
  sessionStorage.removeItem(UNDO);
  if (!kept) return;
  notice.textContent = kept.told;
  keepUndo(async () => {
    if (await autosave.exactly(kept.inverse)) location.reload();
  });
}

undoButton.addEventListener("click", undoPaste);

// --- leaving -------------------------------------------------------------------------------

form.addEventListener("submit", async (event) => {
  const isSave = !event.submitter || event.submitter.value === "save";
  if (!isSave && autosave.isClean) return;
  event.preventDefault();
  const isClean = await autosave.flush();
  if (isClean && !isSave) form.requestSubmit(event.submitter);
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]:not([href^='#'], [target])");
  if (!link || autosave.isClean || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (await autosave.flush()) location.assign(link.href);
});

/** A link to a cell puts the cursor there. */
function follow() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const field = place?.matches(FIELD) ? place : place?.closest("tr")?.querySelector(FIELD);
  if (!field) return;
  field.focus();
  field.scrollIntoView({ block: "center", inline: "nearest" });
}

addEventListener("hashchange", follow);
suggest(document.getElementById("add"), document.getElementById("codes"), form.dataset.codes);
recallUndo();
addEventListener("load", () => setTimeout(follow)); // after the browser went to the place itself
