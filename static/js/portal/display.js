// Before anything is painted: the type size and contrast that the reader chose earlier. They are
// kept in the browser and nowhere else, so every reader is sent the same page.
(() => {
  const root = document.documentElement;
  const choices = { type: ["large", "larger"], contrast: ["high"] };
  const kept = (name) => {
    try {
      return localStorage.getItem(`display-${name}`);
    } catch {
      return null; // storage is forbidden: the choice holds for this page
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(`display-${name}`, value);
    } catch {}
  };
  for (const [name, values] of Object.entries(choices)) {
    const value = kept(name);
    if (values.includes(value)) root.dataset[name] = value;
  }
  const show = () => {
    for (const name of Object.keys(choices)) {
      for (const input of document.getElementsByName(`display-${name}`)) {
        input.checked = input.value === (root.dataset[name] ?? "normal");
        input.addEventListener("change", () => {
          root.dataset[name] = input.value;
          keep(name, input.value);
        });
      }
    }
  };
  document.addEventListener("DOMContentLoaded", show);
})();
