// What there is to know of the cell with the cursor: what its parts add up to, what was published
// last year, how much a picked block makes. A sum or a last year's amount that was typed otherwise
// stands as recorded; one click brings the other back.

import { format, parse } from "./amounts.js";

export class About {
  #offer = null; // the text that the button brings back

  /** `put` sets a field to a text, as somebody types it. */
  constructor(totals, range, put) {
    Object.assign(this, { totals, range, put });
    this.place = document.getElementById("about-cell");
    this.button = document.getElementById("restore-cell");
    this.button.addEventListener("click", () => this.restore());
  }

  show(field) {
    this.field = field;
    const { text, offer, action } = this.range.isBlock ? this.#block() : this.#told(field);
    this.#offer = offer ?? null;
    if (this.place.textContent !== text) this.place.textContent = this.place.title = text;
    this.button.hidden = offer === undefined;
    this.button.textContent = action ?? "";
  }

  /** Bring back what the line offers. */
  restore() {
    if (this.#offer === null) return;
    this.put(this.field, this.#offer);
    this.field.focus();
  }

  #block() {
    const { rows, fields } = this.range;
    const sum = fields.reduce((total, { value }) => total + (parse(value) ?? 0n), 0n);
    return { text: `${rows.length} 行 × ${rows[0].length} 列，合计 ${format(sum)}` };
  }

  /** What is wrong with a cell goes before what else there is to know. */
  #told(field) {
    const known = this.#cell(field);
    const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    const found = ids.map((id) => document.getElementById(id)?.querySelector("a")?.textContent);
    const texts = [field.title, known.text, ...found].filter(Boolean);
    return { ...known, text: texts.join("；") };
  }

  #cell(field) {
    const now = parse(field.value) ?? null;
    const { computed } = this.totals.of(field) ?? {};
    if (computed !== undefined && computed !== null && now !== null && now !== computed) {
      const difference = format(now - computed);
      const text = `各部分合计 ${format(computed)}，现按录入的数，差 ${difference}`;
      return { text, offer: format(computed), action: "改回合计" };
    }
    const { published } = field.dataset;
    if (published && parse(published) !== now) {
      const text = `上年公开数 ${published}${now === null ? "" : "，现按录入的数"}`;
      return { text, offer: published, action: "取上年公开数" };
    }
    return { text: computed !== undefined && now !== null ? "由各部分相加得出，可以改录" : "" };
  }
}
