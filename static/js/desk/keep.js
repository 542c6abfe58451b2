// What is typed in the forms of a review stays in this window until it is done: when the session
// ends meanwhile, and when a reviewer looks at the tables for the next place to comment on.

const forms = [...document.querySelectorAll("form[data-keep]")];
const done = document.querySelector(".messagelist .success");

for (const key of Object.keys(sessionStorage)) {
  const [kind, user, disclosure] = key.split(":");
  const isOurs = kind === "keep" && forms.some((form) => form.dataset.keep.startsWith(`keep:${user}:${disclosure}:`));
  const isOffered = forms.some((form) => form.dataset.keep === key);
  if (kind === "keep" && (done ? isOurs || !forms.length : isOurs && !isOffered)) {
    sessionStorage.removeItem(key);
  }
}

for (const form of forms) {
  restore(form, JSON.parse(sessionStorage.getItem(form.dataset.keep) ?? "{}"));
  form.addEventListener("input", () => {
    sessionStorage.setItem(form.dataset.keep, JSON.stringify(typed(form)));
  });
  form.querySelector("[data-kept]")?.removeAttribute("hidden");
}

function rows(form) {
  return [...form.querySelectorAll("[data-comment]")];
}

function typed(form) {
  const fields = [...form.querySelectorAll("[data-field]")].map((one) => [one.name, one.value]);
  const comments = rows(form).map((row) => ({
    where: row.querySelector("[name=where]").value,
    label: row.querySelector("label").textContent,
    text: row.querySelector("[name=text]").value,
  }));
  return { fields: Object.fromEntries(fields), comments: comments.filter((one) => one.text.trim()) };
}

function restore(form, { fields = {}, comments = [] }) {
  for (const field of form.querySelectorAll("[data-field]")) field.value ||= fields[field.name] ?? "";
  for (const kept of comments) {
    const same = rows(form).filter((row) => row.querySelector("[name=where]").value === kept.where);
    const texts = same.map((row) => row.querySelector("[name=text]"));
    if (texts.some((text) => text.value === kept.text)) continue;
    (texts.find((text) => !text.value) ?? anotherRow(form, kept)).value = kept.text;
  }
}

/** The field of a new row for a comment, above those that were just asked for. */
function anotherRow(form, { where, label }) {
  const [first] = rows(form);
  const row = first.cloneNode(true);
  const text = row.querySelector("[name=text]");
  text.id = `comment-kept-${rows(form).length}`;
  text.value = "";
  row.querySelector("label").htmlFor = text.id;
  row.querySelector("label").textContent = label;
  row.querySelector("[name=where]").value = where;
  first.before(row);
  return text;
}
