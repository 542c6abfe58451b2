// The fields of a sheet by place, and the lines of each of its sides by name.

export class Grid {
  constructor(body) {
    this.rows = [...body.rows].map((row) => {
      const fields = [];
      for (const field of row.querySelectorAll("[data-column]")) fields[field.dataset.column] = field;
      return fields;
    });
    this.sides = this.#sides(body);
  }

  #sides(body) {
    const sides = new Map();
    [...body.rows].forEach((tr, row) => {
      for (const th of tr.querySelectorAll("th[data-key]")) {
        const fields = this.#fieldsOf(th);
        const first = Number(fields[0].dataset.column);
        const line = { ...th.dataset, th, row, first, width: fields.length };
        sides.set(first, [...(sides.get(first) ?? []), line]);
      }
    });
    return [...sides.values()];
  }

  #fieldsOf(th) {
    const fields = [];
    for (let cell = th.nextElementSibling; cell && cell.tagName === "TD"; cell = cell.nextElementSibling) {
      const field = cell.querySelector("[data-column]");
      if (field) fields.push(field);
    }
    return fields;
  }

  at(row, column) {
    return this.rows[row]?.[column];
  }

  /** All fields of the column that a field stands in. */
  column(field) {
    return this.rows.map((fields) => fields[field.dataset.column]).filter(Boolean);
  }

  /** Column and period of the fields of a column: `basic/this`. */
  columnPath(column) {
    const field = this.rows.map((fields) => fields[column]).find(Boolean);
    return field?.name.split("/").slice(-2).join("/");
  }

  /** An empty place inside the sheet, as opposed to one beyond its edge. */
  isGap(row, column) {
    return row < this.rows.length && this.rows.some((fields) => fields[column]);
  }

  placeOf(field) {
    const column = Number(field.dataset.column);
    return { row: this.rows.findIndex((fields) => fields[column] === field), column };
  }

  /** The next field in a direction, over empty places. */
  next(field, down, right) {
    let { row, column } = this.placeOf(field);
    const width = Math.max(...this.rows.map((fields) => fields.length));
    do {
      row += down;
      column += right;
      if (this.at(row, column)) return this.at(row, column);
    } while (row >= 0 && row < this.rows.length && column >= 0 && column < width);
    return null;
  }
}
