// A performance table: moving, pasting, saving, and what follows while somebody types.
//
// Rates, scores and totals are the server's: what is typed is sent to it, what it answers is shown.

import { parse, plain } from "./amounts.js";
import { Autosave } from "./autosave.js";
import { Grid } from "./fields.js";
import { cellsOf } from "./clipboard.js";
import { request } from "./session.js";

const FIELD = "[data-column]";
const PAUSE = 250; // ms of rest before the server is asked what follows
const STATES = ["on_track", "behind", "over", "unknown"]; // of a progress at mid-year
const LEVELS = ["level1", "level2"]; // merged cells leave them blank below the first row

const form = document.getElementById("table-form");
const notice = document.getElementById("score-notice");
const undoButton = document.getElementById("undo-paste");
const tables = [...form.querySelectorAll("table.sheet")];
const grids = new Map(tables.map((table) => [table, new Grid(table.tBodies[0])]));
const cellAt = (path) => form.querySelector(`[data-cell="${CSS.escape(path)}"]`);

/** Texts are the same only when they are equal: “无” is an answer, 87.00 is not 87. */
class TableAutosave extends Autosave {
  isDirty(field) {
    const isAmount = field.dataset.kind === "amount";
    return isAmount ? super.isDirty(field) : field.value !== this.old(field).value;
  }

  guards(fields) {
    const rows = fields.map((field) => field.closest("tr")?.querySelector("[data-guard]"));
    const meant = new Set([form.querySelector("form > [data-guard]"), ...rows].filter(Boolean));
    return [...meant].map(({ dataset, value }) => ({ path: dataset.guard, old: value, new: value }));
  }

  isTold(conflicts) {
    if (!conflicts.some(({ path }) => guardAt(path))) return false;
    notice.textContent = "他人刚刚增减或改名了这些行。您填的还在本页，请记下后重新载入。";
    return true;
  }
}

const guardAt = (path) => form.querySelector(`[data-guard="${CSS.escape(path)}"]`);
const autosave = new TableAutosave(form, document.querySelector(".desk-frame").dataset.changesUrl);

// --- what follows --------------------------------------------------------------------------

let timer = 0;
let asked = 0;

function changed(...fields) {
  for (const field of fields) {
    // A reason makes good an override that was refused: the whole row is tried again.
    field.closest("tr")?.querySelectorAll("[data-key]").forEach((one) => autosave.reconsider(one));
    autosave.touch(field);
  }
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  await autosave.settled(); // or it would be told of the draft while it is being written
  const typed = [...form.querySelectorAll("[data-key]")].filter((field) => autosave.isTyped(field));
  const changes = typed.map((field) => ({
    path: field.name,
    old: autosave.old(field).value,
    new: field.value,
  }));
  const turn = (asked += 1);
  const answer = await post({ ...form.dataset, changes }).catch(() => null);
  if (answer && turn === asked) tell(answer);
}

async function post(body) {
  const response = await request(form.dataset.scores, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

function tell({ cells = {}, marks = {}, due = [], errors, weight, score, grade }) {
  notice.textContent = errors.map(({ message }) => message).join("；");
  for (const [path, text] of Object.entries(cells)) place(path, text, marks[path]);
  for (const field of form.querySelectorAll('[data-key="deviation"]')) {
    const isMissing = due.includes(field.name) && !field.value.trim();
    field.closest("td").classList.toggle("missing", isMissing);
    field.required = due.includes(field.name);
  }
  for (const [name, text] of Object.entries({ weight, score, grade })) {
    const output = document.getElementById(`total-${name}`);
    if (output && text !== undefined) output.textContent = text || "—";
  }
}

/** A computed value, unless somebody typed one there. */
function place(path, text, mark) {
  const cell = cellAt(path);
  if (!cell) return;
  if (cell.matches("output")) {
    cell.textContent = text;
    cell.closest("td").classList.remove(...STATES);
    if (mark) cell.closest("td").classList.add(mark);
  } else if (cell.matches(FIELD) && !autosave.isTyped(cell) && cell.value !== text) {
    cell.value = text;
    if (cell === document.activeElement) cell.select?.();
  }
}

form.addEventListener("input", ({ target }) => {
  if (target.matches("[data-key]")) changed(target);
});

autosave.addEventListener("saved", ({ detail }) => {
  for (const { path, new: name } of detail.changes) {
    const guard = guardAt(path);
    if (guard) guard.value = name ?? "";
  }
  refresh();
});

/** Take from the page as it is now what the server says of the values: findings, marks, totals. */
async function refresh() {
  const response = await fetch(location.href);
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const places of ["#findings", ".desk-nav ul", ".totals"]) {
    const now = fresh.querySelectorAll(places);
    document.querySelectorAll(places).forEach((place, index) => place.replaceWith(now[index]));
  }
  for (const cell of form.querySelectorAll("td [data-cell]")) {
    const now = fresh.getElementById(cell.id);
    if (!now) continue;
    cell.closest("td").className = now.closest("td").className;
    if (cell.ariaInvalid === "true") cell.closest("td").classList.add("wrong");
    if (cell.matches("output")) cell.textContent = now.textContent;
  }
}

// A button that adds, moves or removes a row sends the whole form, which saves what is typed.
form.addEventListener("submit", (event) => {
  if (autosave.isClean) return;
  event.preventDefault();
  clearTimeout(timer);
  autosave.flush().then((isClean) => isClean && form.requestSubmit(event.submitter));
});

// --- moving --------------------------------------------------------------------------------

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function atEdge({ selectionStart: start, selectionEnd: end, value }, isStart) {
  return (start === 0 && end === value.length) || (start === end && start === (isStart ? 0 : value.length));
}

function moveOf(field, { key, shiftKey, altKey, ctrlKey, metaKey }) {
  if (ctrlKey || metaKey) return null;
  if (key === "Enter") return [shiftKey ? -1 : 1, 0];
  if (altKey || shiftKey || field.matches("select") || !(key in MOVES)) return null;
  const isAcross = key === "ArrowLeft" || key === "ArrowRight";
  const isLong = field.matches("textarea") && field.value.includes("\n");
  if ((isAcross || isLong) && !atEdge(field, key === "ArrowLeft" || key === "ArrowUp")) return null;
  return MOVES[key];
}

form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches(FIELD) || event.isComposing) return;
  if (event.key === "Enter" && event.altKey && field.dataset.kind === "long") {
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    changed(field);
    return;
  }
  if (event.key === "Escape") {
    field.value = autosave.old(field).value;
    changed(field);
    return;
  }
  const move = moveOf(field, event);
  if (!move || (field.list && event.key.startsWith("Arrow") && !move[1] && !field.value)) return;
  event.preventDefault();
  grids.get(field.closest("table")).next(field, ...move)?.focus();
});

// --- pasting -------------------------------------------------------------------------------

let before = null;

function fill(cells) {
  for (const [field, text] of cells) field.value = text;
  changed(...cells.map(([field]) => field));
  return autosave.flush();
}

function textFor(field, text) {
  if (field.matches("select")) return text === "是" ? "true" : "false";
  if (!/^(amount|number)$/.test(field.dataset.kind)) return text;
  return parse(text) === null ? "" : plain(text).replace(/[%分]$/, "");
}

/** Names of merged cells, which only the first of their rows carries. */
function withLevels(rows, keys) {
  const last = {};
  return rows.map((row) => row.map((text, index) => {
    if (!LEVELS.includes(keys[index])) return text;
    last[keys[index]] = text || last[keys[index]] || "";
    return last[keys[index]];
  }));
}

form.addEventListener("paste", async (event) => {
  const text = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "");
  if (!event.target.matches(FIELD) || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const grid = grids.get(event.target.closest("table"));
  const at = grid.placeOf(event.target);
  const keys = grid.rows[at.row].slice(at.column).map((field) => field?.dataset.key);
  const rows = withLevels(cellsOf(text), keys);
  const inside = rows.slice(0, grid.rows.length - at.row);
  const cells = inside.flatMap((row, down) => row.flatMap((value, right) => {
    const field = grid.at(at.row + down, at.column + right);
    return field ? [[field, textFor(field, value)]] : [];
  }));
  const more = rows.slice(inside.length);
  before = cells.map(([field]) => [field, field.value]);
  undoButton.hidden = false;
  if (await fill(cells) && more.length) await append(more, grid.rows.at(-1), at.column);
  notice.textContent = `已粘贴 ${cells.length} 格${more.length ? `，新增 ${more.length} 行` : ""}。`;
});

/** Rows beyond the last become new indicators; the page is made anew to show them. */
async function append(rows, fields, from) {
  if (!form.querySelector('[name="do"][value="add"]')) return;
  const changes = rows.map((row) => {
    const record = row.flatMap((text, index) => {
      const field = fields[from + index];
      return field ? [[field.dataset.key, textFor(field, text)]] : [];
    });
    const level = { level1: "", level2: "", name: "", target: "" };
    return { path: `${form.dataset.table}/indicators/+`, old: null, new: { ...level, ...Object.fromEntries(record) } };
  });
  autosave.addEventListener("saved", () => location.reload(), { once: true });
  await autosave.add(changes);
}

undoButton.addEventListener("click", async () => {
  undoButton.hidden = true;
  await fill(before);
  notice.textContent = "已撤销粘贴。";
});
