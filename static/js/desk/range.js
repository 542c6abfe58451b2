// A block of cells, picked with Shift and the arrows or with the mouse, to copy or to clear.

export class Range {
  #anchor = null;
  #head = null;

  constructor(table, grid) {
    this.table = table;
    this.grid = grid;
    table.addEventListener("mousedown", (event) => this.#press(event));
    table.addEventListener("mouseover", ({ target, buttons }) => {
      const field = target.querySelector?.("[data-column]") ?? target;
      if (buttons & 1 && this.#anchor && field.matches("[data-column]")) this.#extendTo(field);
    });
  }

  #press(event) {
    const field = event.target.closest("[data-column]");
    if (!field) return;
    if (event.shiftKey && this.#anchor) {
      event.preventDefault();
      this.#extendTo(field);
    } else {
      this.start(field);
    }
  }

  /** One cell from now on: the one with the cursor. */
  start(field) {
    this.#anchor = this.#head = field;
    this.#mark();
  }

  extend(down, right) {
    const next = this.grid.next(this.#head, down, right);
    if (next) this.#extendTo(next);
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #extendTo(field) {
    if (field === this.#head) return;
    this.#head = field;
    this.#mark();
  }

  get isBlock() {
    return this.#anchor !== this.#head;
  }

  /** Rows of fields; null where the sheet has a gap. */
  get rows() {
    const [from, to] = [this.#anchor, this.#head].map((field) => this.grid.placeOf(field));
    const span = (a, b) => Array.from({ length: Math.abs(a - b) + 1 }, (_, i) => Math.min(a, b) + i);
    const columns = span(from.column, to.column);
    return span(from.row, to.row)
      .map((row) => columns.map((column) => this.grid.at(row, column) ?? null));
  }

  get fields() {
    return this.rows.flat().filter(Boolean);
  }

  /** What Excel and WPS take as a block of cells. */
  get text() {
    return this.rows.map((row) => row.map((field) => field?.value ?? "").join("\t")).join("\r\n");
  }

  #mark() {
    this.table.querySelectorAll("td.picked").forEach((cell) => cell.classList.remove("picked"));
    if (this.isBlock) this.fields.forEach((field) => field.closest("td").classList.add("picked"));
    this.table.dispatchEvent(new Event("picked"));
  }
}
