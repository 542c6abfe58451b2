// A combobox of classification codes: suggestions while one types a code or a name, chosen with
// the arrows and Enter or by a click (ARIA APG: editable combobox with list autocomplete).

const PAUSE = 200;

export class Picker {
  #timer = 0;
  #asked = "";
  #at = -1;

  /** `choose` is called with the text of the option, or with what was typed. */
  constructor(input, list, url, choose) {
    Object.assign(this, { input, list, url, choose });
    input.addEventListener("input", () => this.#soon());
    input.addEventListener("keydown", (event) => this.#press(event));
    input.addEventListener("blur", () => this.#close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.#take(option.dataset.value);
    });
  }

  get #options() {
    return [...this.list.children];
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  async #look() {
    const query = this.input.value.trim();
    this.#asked = query;
    if (!query) return this.#close();
    const response = await fetch(`${this.url}?${new URLSearchParams({ q: query })}`);
    if (!response.ok || query !== this.#asked) return undefined; // typed on meanwhile
    return this.#open((await response.json()).results);
  }

  #open(results) {
    this.list.replaceChildren(...results.map((item, index) => this.#option(item, index)));
    this.list.hidden = !results.length;
    this.input.ariaExpanded = String(results.length > 0);
    this.#move(-1);
  }

  #option({ code, path }, index) {
    const option = document.createElement("li");
    const isThere = document.querySelector(`[data-key="${code}"]`) !== null;
    option.id = `code-${index}`;
    option.role = "option";
    option.ariaSelected = "false";
    option.dataset.value = `${code} ${path.at(-1)}`;
    option.textContent = `${code} ${path.join(" / ")}${isThere ? "（表中已有）" : ""}`;
    return option;
  }

  #close() {
    this.#asked = "";
    clearTimeout(this.#timer);
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.#move(-1);
  }

  #move(to) {
    this.#options[this.#at]?.setAttribute("aria-selected", "false");
    this.#at = to;
    const option = this.#options[to];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #step(by) {
    const count = this.#options.length;
    if (this.list.hidden) this.#look();
    else if (this.#at < 0) this.#move(by > 0 ? 0 : count - 1);
    else this.#move((this.#at + by + count) % count);
  }

  #press(event) {
    if (event.isComposing) return;
    const ways = {
      ArrowDown: () => this.#step(1),
      ArrowUp: () => this.#step(-1),
      Enter: () => this.#take(this.#options[this.#at]?.dataset.value ?? this.input.value),
      Escape: () => (this.list.hidden ? (this.input.value = "") : this.#close()),
    };
    if (!(event.key in ways)) return;
    event.preventDefault();
    ways[event.key]();
  }

  #take(text) {
    this.input.value = text;
    this.#close();
    if (text.trim()) this.choose(text);
  }
}
