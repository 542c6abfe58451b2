// Pasting a block into the sheet, adding and removing lines, and taking the last of these back.

import { rowsOf } from "./clipboard.js";
import { plan, summary } from "./paste.js";

const UNDO = `undo:${location.pathname}`;

/** The changes that take recorded ones back. */
function inverse(changes) {
  return changes.toReversed().map(({ path, old, new: now }) => ({ path, old: now, new: old }));
}

function element(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
}

export class Pasting {
  #undo = null; // takes the last step back, and resolves to whether it did
  #back = []; // changes that do so, as far as the step is saved

  /** `fill` puts texts into fields: [[field, text]], and resolves when they are saved. */
  constructor({ form, grid, autosave, fill }) {
    Object.assign(this, { form, grid, autosave, fill });
    this.notice = document.getElementById("paste-notice");
    this.button = document.getElementById("undo-paste");
    this.button.addEventListener("click", () => this.undo());
    autosave.addEventListener("saved", ({ detail }) => {
      this.#back = [...inverse(detail.changes), ...this.#back];
    });
    this.#recall();
  }

  get canUndo() {
    return this.#undo !== null;
  }

  /** Somebody typed: what was done before is not the last step any more. */
  forget() {
    this.#undo = null;
    this.button.hidden = true;
  }

  async undo() {
    const undo = this.#undo;
    this.forget();
    this.tell((await undo()) ? "已撤销。" : "未能全部撤销，请核对各格。");
  }

  /** A sentence, and below it what was left out: {place, text, why, id}. */
  tell(sentence, left = []) {
    const list = element("ul", "");
    for (const { place, text, why, id } of left) {
      const where = id ? element("a", place, { href: `#${encodeURI(id)}` }) : element("span", place);
      const item = element("li", "");
      item.append(where, text && `“${text}”`, `：${why}`);
      list.append(item);
    }
    this.notice.replaceChildren(element("p", sentence), ...(left.length ? [list] : []));
  }

  /** Paste with the cursor in `field`; false when the clipboard holds no block. */
  paste(clipboard, field) {
    const rows = rowsOf(clipboard);
    if (!rows) return false;
    this.#paste(plan(rows, this.grid, this.grid.placeOf(field)));
    return true;
  }

  async #paste(planned) {
    if (planned.missing.length) await this.#keepKnown(planned);
    const cells = planned.values.map(({ field, text }) => [field, text]);
    const left = planned.left.map(({ field, ...one }) => ({ ...one, id: field?.id ?? "" }));
    const page = this.form.elements.unit.value;
    const sentence = summary(planned, planned.unit && planned.unit !== page);
    this.tell(sentence, left);
    if (planned.missing.length) {
      for (const [field, text] of cells) field.value = text;
      cells.forEach(([field]) => this.autosave.touch(field));
      await this.change(planned.missing.flatMap((line) => this.#changesOf(line)), sentence, left);
    } else if (cells.length) {
      this.put(cells);
    }
  }

  /** Fill fields as one step that can be taken back. */
  put(cells) {
    const before = cells.map(([field]) => [field, field.value]);
    this.#back = [];
    this.#keep(() => this.#restore(before));
    return this.fill(cells);
  }

  /** All that the step changed, here and in other statements; nothing else. */
  async #restore(before) {
    for (const [field, text] of before) if (this.autosave.isTyped(field)) field.value = text;
    if (!(await this.autosave.flush())) return false;
    return !this.#back.length || this.autosave.exactly(this.#back);
  }

  /** Change lines; the page is made anew to show them, with what there is to tell. */
  async change(changes, sentence, left = []) {
    this.autosave.addEventListener("saved", ({ detail }) => {
      const kept = { sentence, left, back: inverse(detail.changes) };
      sessionStorage.setItem(UNDO, JSON.stringify(kept));
      location.reload();
    }, { once: true });
    await this.autosave.add(changes);
  }

  /** Leave only those missing lines whose codes belong in this statement. */
  async #keepKnown(planned) {
    const query = new URLSearchParams(planned.missing.map(({ code }) => ["code", code]));
    const response = await fetch(`${this.form.dataset.codes}?${query}`);
    const known = new Set((await response.json()).results.map(({ code }) => code));
    for (const { code, name, values } of planned.missing.filter((line) => !known.has(line.code))) {
      const why = "不是本表本年度的科目";
      const texts = values.length ? values.map(({ text }) => text) : [""];
      texts.forEach((text) => planned.left.push({ place: `${code} ${name}`, text, why }));
    }
    planned.missing = planned.missing.filter(({ code }) => known.has(code));
  }

  #changesOf({ code, name, values }) {
    const line = `statements/${this.form.dataset.statement}/${code}`;
    const cells = values.flatMap(({ column, text }) => {
      const above = this.grid.columnPath(column);
      return above ? [{ path: `${line}/${above}`, old: null, new: text }] : [];
    });
    return [{ path: line, old: null, new: name || code }, ...cells];
  }

  #keep(undo) {
    this.#undo = undo;
    this.button.hidden = false;
  }

  /** After the page was made anew, its last step can still be taken back. */
  #recall() {
    const kept = JSON.parse(sessionStorage.getItem(UNDO) ?? "null");
    sessionStorage.removeItem(UNDO);
    if (!kept) return;
    this.tell(kept.sentence, kept.left);
    this.#keep(async () => {
      const isDone = await this.autosave.exactly(kept.back);
      if (isDone) location.reload();
      return isDone;
    });
  }
}
