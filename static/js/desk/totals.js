// Sums that follow their parts while one types. What is saved is computed by the server again.

import { format, parse } from "./amounts.js";

const value = (field) => parse(field.value) ?? null;

export class Totals {
  #sums = [];
  #byField = new Map();

  constructor(table) {
    for (const field of table.querySelectorAll("input[data-parts]")) {
      const ways = field.dataset.parts.split("|").map((way) => this.#way(way));
      this.#sums.push({ field, ways, follows: true });
      this.#byField.set(field, this.#sums.at(-1));
    }
    this.judge();
  }

  #way(text) {
    const ids = text.split(" ");
    const fields = (wanted) => wanted.map((id) => document.getElementById(id)).filter(Boolean);
    return {
      plus: fields(ids.filter((id) => !id.startsWith("-"))),
      minus: fields(ids.filter((id) => id.startsWith("-")).map((id) => id.slice(1))),
    };
  }

  /** The sum that the parts make, by the first way of which any part is known. */
  #computed({ ways }) {
    const way = ways.find(({ plus }) => plus.some((field) => value(field) !== null));
    if (!way) return null;
    const total = (fields) => fields.reduce((sum, field) => sum + (value(field) ?? 0n), 0n);
    return total(way.plus) - total(way.minus);
  }

  /** What the parts of a sum add up to; null when none is known. Undefined for no sum. */
  of(field) {
    const sum = this.#byField.get(field);
    return sum && { computed: this.#computed(sum) };
  }

  /** Show which sums are their parts' and which were typed otherwise. */
  #mark() {
    for (const sum of this.#sums) {
      const [now, computed] = [value(sum.field), this.#computed(sum)];
      const cell = sum.field.closest("td");
      cell.classList.toggle("computed", now !== null && now === computed);
      cell.classList.toggle("departs", now !== null && computed !== null && now !== computed);
    }
  }

  /** Find out which sums say what their parts add up to, or nothing: those follow. */
  judge() {
    for (const sum of this.#sums) {
      const now = value(sum.field);
      sum.follows = now === null || now === (this.#computed(sum) ?? 0n);
    }
    this.#mark();
  }

  /** Bring the sums that follow up to date, but none of `typed`. */
  update(typed) {
    for (const sum of this.#sums) if (typed.has(sum.field)) sum.follows = !sum.field.value;
    let moved = true;
    for (let pass = 0; moved && pass < this.#sums.length; pass += 1) {
      moved = false;
      for (const sum of this.#sums) {
        const computed = this.#computed(sum);
        const stays = !sum.follows || typed.has(sum.field) || computed === null;
        if (stays || computed === value(sum.field)) continue;
        sum.field.value = format(computed);
        moved = true;
      }
    }
    this.#mark();
  }
}
