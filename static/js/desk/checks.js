// Explanations of warnings save themselves when their field is left.

import { refresh, say, send } from "./fresh.js";
import { SignedOut } from "./session.js";

const RETRY = 5000;

const form = document.getElementById("explanations");
const waiting = new Set(); // fields to be saved, one at a time: one refused keeps no other
let timer = 0;
let busy = false;

document.documentElement.classList.add("scripted");

form.addEventListener("input", () => say("未保存"));
form.addEventListener("change", ({ target }) => plan([target]));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, value } = event.submitter ?? {};
  if (name === "reuse") reuse(form.elements.namedItem(value));
  plan([...form.querySelectorAll("textarea")].filter(isDirty));
});
addEventListener("beforeunload", (event) => {
  if (busy || [...form.querySelectorAll("textarea")].some(isDirty)) event.preventDefault();
});

function old(field) {
  return form.elements.namedItem(`old:${field.name}`);
}

function isDirty(field) {
  return field.value.trim() !== old(field).value;
}

/** The former explanation stands in the field, to be looked at; it is saved as if typed. */
function reuse(field) {
  field.value = field.closest("li").querySelector("q").textContent;
  field.focus();
}

function plan(fields) {
  fields.forEach((field) => waiting.add(field));
  clearTimeout(timer);
  saveNext();
}

async function saveNext() {
  if (busy || !waiting.size) return;
  const [field] = waiting;
  waiting.delete(field);
  busy = true;
  say("正在保存…");
  try {
    const sent = new FormData();
    sent.set(`old:${field.name}`, old(field).value);
    sent.set(field.name, field.value);
    const { fresh, isSaved } = await send(sent);
    refresh(fresh);
    adopt(field, fresh, sent.get(field.name));
    if (isSaved) say(fresh.getElementById("saved").textContent.trim());
    else say("有说明没有保存，请看标红处", true);
    busy = false;
    saveNext();
  } catch (error) {
    busy = false;
    waiting.add(field);
    if (error instanceof SignedOut) say(`未保存：${error.message}`, true, true);
    else say("没有保存成功，稍后再试；请不要关闭页面", true);
    timer = setTimeout(saveNext, RETRY);
  }
}

/** What is recorded now, and what the field says of itself. */
function adopt(field, fresh, sent) {
  const other = fresh.getElementById(field.id);
  if (!other) return; // the warning is gone; what was typed stays, and the page says so
  old(field).value = fresh.getElementsByName(`old:${field.name}`)[0].value;
  if (other.hasAttribute("aria-invalid")) field.ariaInvalid = "true";
  else field.removeAttribute("aria-invalid");
  if (field.value === sent && !other.hasAttribute("aria-invalid")) field.value = other.value;
}
