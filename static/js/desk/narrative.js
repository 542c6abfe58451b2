// The narrative saves itself: a section's form is sent when something was typed in it, and what
// follows from it is taken out of the page that comes back. Fields keep their place and focus.

import { refresh, say, send } from "./fresh.js";
import { SignedOut } from "./session.js";

const PAUSE = 1500; // ms without a key before what is typed is saved
const RETRY = 5000;

const waiting = new Set(); // forms with something to save
let timer = 0;
let busy = false;

document.documentElement.classList.add("scripted");

document.addEventListener("input", (event) => plan(event.target.form, PAUSE));
document.addEventListener("change", (event) => plan(event.target.form, 0));
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.section) return;
  event.preventDefault();
  takeTheirs(event.submitter);
  plan(event.target, 0);
});
document.addEventListener("click", (event) => {
  const figure = event.target.closest("a.figure");
  if (!figure) return;
  event.preventDefault();
  show(reveal(figure.hash));
});
window.addEventListener("beforeunload", (event) => {
  if (waiting.size || busy || document.querySelector(".field.wrong")) event.preventDefault();
});
reveal(location.hash);

function plan(form, delay) {
  if (!form?.dataset.section) return;
  waiting.add(form);
  say("未保存");
  clearTimeout(timer);
  timer = setTimeout(saveNext, delay);
}

async function saveNext() {
  if (busy || !waiting.size) return;
  const [form] = waiting;
  waiting.delete(form);
  busy = true;
  say("正在保存…");
  try {
    const sent = new FormData(form);
    const { fresh, isSaved } = await send(sent);
    follow(fresh, form, sent);
    if (isSaved) say(fresh.getElementById("saved").textContent.trim());
    else say("有内容没有保存，请看标红处", true);
    busy = false;
    saveNext();
  } catch (error) {
    busy = false;
    waiting.add(form);
    if (error instanceof SignedOut) say(`未保存：${error.message}`, true, true);
    else say("没有保存成功，稍后再试；请不要关闭页面", true);
    timer = setTimeout(saveNext, RETRY);
  }
}

// Bring this page to what the fresh one says, without touching what is being typed.
function follow(fresh, form, sent) {
  for (const told of document.querySelectorAll(".told")) {
    const other = fresh.getElementById(told.id);
    if (other && shape(told) !== shape(other)) told.replaceChildren(...other.childNodes);
  }
  refresh(fresh, mark);
  for (const field of document.querySelectorAll(".field")) {
    const other = fresh.getElementById(field.id);
    if (other) adopt(field, other, field.closest("form") === form ? sent : null);
  }
}

// The paragraphs and fields that a piece of the page is made of.
function shape(told) {
  return [...told.querySelectorAll("[id]")].map((place) => place.id).join(" ");
}

function mark(place) {
  if (!place.matches(".figure, span")) return;
  place.classList.add("followed");
  setTimeout(() => place.classList.remove("followed"), 3000);
}

// A field takes over what is recorded, and its value unless that was changed since it was sent.
function adopt(field, other, sent) {
  field.className = other.className;
  const old = field.querySelector("[type=hidden]");
  const control = field.querySelector("textarea, select, input:not([type])");
  const fresh = other.querySelector("textarea, select, input:not([type])");
  const untouched = sent ? control.value === sentValue(sent, control) : control.value === old.value;
  old.value = other.querySelector("[type=hidden]").value;
  control.placeholder = fresh.placeholder;
  control.setAttribute("aria-invalid", fresh.getAttribute("aria-invalid") ?? "false");
  if (untouched && control !== document.activeElement) control.value = fresh.value;
}

function sentValue(sent, control) {
  return String(sent.get(control.name) ?? "").replaceAll("\r\n", "\n");
}

// „用对方的": the field forgets what was typed.
function takeTheirs(button) {
  if (button?.name !== "take") return;
  const field = button.closest(".field");
  field.querySelector("textarea, select, input:not([type])").value =
    field.querySelector("[type=hidden]").value;
}

// A row of a closed list opens it, also in browsers that do not do so themselves.
function reveal(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  const list = target?.closest("details");
  if (list) list.open = true;
  if (target?.matches("textarea, input")) target.focus();
  return target;
}

// The origin of a figure, marked; the sentence stays in view.
function show(row) {
  document.querySelector("tr.shown")?.classList.remove("shown");
  row.classList.add("shown");
  row.scrollIntoView({ block: "nearest" });
}
