// Suggestions of classification codes while one types a code or a name.

const PAUSE = 200;

export function suggest(input, list, url) {
  if (!input || !list) return;
  let timer = 0;
  let asked = "";

  async function look() {
    asked = input.value.trim();
    if (!asked) return;
    const query = asked;
    const response = await fetch(`${url}?${new URLSearchParams({ q: query })}`);
    const { results } = await response.json();
    if (query !== asked) return; // typed on meanwhile
    list.replaceChildren(...results.map(({ code, path }) => {
      const text = `${code} ${path.at(-1)}`;
      return new Option(path.join(" / "), text);
    }));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    input.form.querySelector("button[value=add]").click();
  });
}
