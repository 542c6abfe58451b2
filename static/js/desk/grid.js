// The sheet of a statement: moving, typing with live sums, pasting, saving.

import { About } from "./about.js";
import { format, measureIn, parse, same } from "./amounts.js";
import { Autosave } from "./autosave.js";
import { Grid } from "./fields.js";
import { count, show } from "./findings.js";
import { Pasting } from "./pasting.js";
import { Picker } from "./picker.js";
import { Range } from "./range.js";
import { Totals } from "./totals.js";

const FIELD = "[data-column]";

const form = document.getElementById("sheet-form");
const table = form.querySelector("table.sheet");
const frame = document.querySelector(".desk-frame");
measureIn(form.elements.unit.value);
const grid = new Grid(table.tBodies[0]);
const totals = new Totals(table);
const autosave = new Autosave(form, frame.dataset.changesUrl);
autosave.since = Number(frame.dataset.revision);
const range = new Range(table, grid);
const pasting = new Pasting({ form, grid, autosave, fill });
const about = new About(totals, range, (field, text) => pasting.put([[field, text]]));

// --- moving --------------------------------------------------------------------------------

function step(field, down, right) {
  const target = grid.next(field, down, right);
  target?.focus();
  target?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function isWhole({ selectionStart: start, selectionEnd: end, value }) {
  return start === 0 && end === value.length;
}

function atEdge(field, edge) {
  const { selectionStart: start, selectionEnd: end } = field;
  return isWhole(field) || (start === end && start === edge);
}

function restore(field) {
  field.value = autosave.old(field).value;
  field.select();
  changed(field);
}

/** Type on in what stands there, instead of replacing it. */
function edit(field) {
  field.setSelectionRange(field.value.length, field.value.length);
}

const MOVES = {
  ArrowUp: (field) => step(field, -1, 0),
  ArrowDown: (field) => step(field, 1, 0),
  ArrowLeft: (field) => step(field, 0, -1),
  ArrowRight: (field) => step(field, 0, 1),
  Enter: (field, event) => step(field, event.shiftKey ? -1 : 1, 0),
  Escape: restore,
  F2: edit,
};

const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** What a key does in a field; undefined for what it does in any field. */
function deed(field, event) {
  const { key } = event;
  if (event.altKey) return key === "=" ? () => about.restore() : undefined;
  if (event.ctrlKey || event.metaKey) {
    return key === "z" && pasting.canUndo ? () => pasting.undo() : undefined;
  }
  if (key in ARROWS && event.shiftKey) {
    return isWhole(field) || range.isBlock ? () => range.extend(...ARROWS[key]) : undefined;
  }
  if (range.isBlock && /^(Delete|Backspace)$/.test(key)) {
    return () => pasting.put(range.fields.map((one) => [one, ""]));
  }
  if (key === "ArrowLeft" && !atEdge(field, 0)) return undefined;
  if (key === "ArrowRight" && !atEdge(field, field.value.length)) return undefined;
  return key in MOVES ? () => MOVES[key](field, event) : undefined;
}

table.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches(FIELD) || event.isComposing) return;
  const todo = deed(field, event);
  if (!todo) return;
  event.preventDefault();
  todo();
});

table.addEventListener("focusin", ({ target }) => {
  table.querySelectorAll("td.at").forEach((cell) => cell.classList.remove("at"));
  if (!target.matches(FIELD)) return;
  for (const field of grid.column(target)) field.closest("td").classList.add("at");
  target.select();
  range.start(target);
});

/** An amount left is shown as amounts are, if only in another form. */
table.addEventListener("focusout", ({ target }) => {
  if (!target.matches(FIELD)) return;
  const old = autosave.old(target).value;
  const amount = parse(target.value);
  if (same(target.value, old)) target.value = old;
  else if (amount !== undefined) target.value = format(amount);
});

table.addEventListener("picked", tellAbout);

function tellAbout() {
  const field = document.activeElement;
  if (field.matches(FIELD)) about.show(field);
}

// --- typing --------------------------------------------------------------------------------

function changed(...fields) {
  fields.forEach((field) => autosave.touch(field));
  totals.update(new Set(fields));
  tellAbout();
}

function fill(cells) {
  for (const [field, text] of cells) field.value = text;
  changed(...cells.map(([field]) => field));
  return autosave.flush();
}

table.addEventListener("input", ({ target }) => {
  pasting.forget();
  changed(target);
});

autosave.addEventListener("saved", ({ detail }) => {
  for (const field of table.querySelectorAll("[data-parts]")) {
    const isFree = field !== document.activeElement && !autosave.isTyped(field);
    if (autosave.isClean && isFree) field.value = autosave.old(field).value;
  }
  totals.judge();
  note(detail.changes);
  show(detail.findings, table);
  count(detail.navigation);
  tellAbout();
});

autosave.addEventListener("decided", () => totals.judge());

// --- copying and pasting ---------------------------------------------------------------------

table.addEventListener("copy", (event) => {
  if (!range.isBlock) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", range.text);
});

table.addEventListener("paste", (event) => {
  if (!event.target.matches(FIELD)) return;
  const corner = range.isBlock ? range.fields[0] : event.target;
  if (pasting.paste(event.clipboardData, corner)) event.preventDefault();
});

// --- lines -----------------------------------------------------------------------------------

/** In a form that lists every code, a line comes with its first amount and goes with its last. */
function note(changes) {
  for (const { path, new: now } of changes) {
    const head = document.getElementById(path);
    if (!head?.matches("th[data-key]")) continue;
    head.toggleAttribute("data-recorded", now !== null);
    if (now === null) head.querySelector(".listed")?.remove();
  }
}

function remove(button) {
  const { key, name } = button.closest("th").dataset;
  const line = `statements/${form.dataset.statement}/${key}`;
  const cells = {};
  for (const field of table.querySelectorAll(`[name^="${line}/"]`)) {
    const [column, period] = field.name.split("/").slice(-2);
    (cells[column] ??= {})[period] = autosave.old(field).value || null;
  }
  pasting.change([{ path: line, old: { cells }, new: null }], `已删除“${key} ${name}”。`);
}

const add = document.getElementById("add");
const codes = document.getElementById("codes");
if (codes) {
  const button = form.querySelector("button[value=add]");
  new Picker(add, codes, form.dataset.codes, () => button.click());
}

// --- leaving ---------------------------------------------------------------------------------

form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  const verb = submitter?.value ?? "save";
  const isRemoval = verb.startsWith("remove:");
  if (verb !== "save" && !isRemoval && autosave.isClean) return;
  event.preventDefault();
  const isClean = await autosave.flush();
  if (isRemoval && isClean) remove(submitter);
  else if (isClean && verb !== "save") form.requestSubmit(submitter);
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
addEventListener("load", () => setTimeout(follow)); // after the browser went to the place itself
