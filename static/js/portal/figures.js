// Figures and terms answer in a dialog over the document. Without this file the links lead to
// the same answers on pages of their own.

const FIGURE = 'a[href*="/figures/"]';
const body = document.querySelector(".disclosure");

const dialog = document.createElement("dialog");
dialog.className = "asked";
dialog.setAttribute("aria-label", "从哪来");
dialog.innerHTML = `<div class="bar"><button type="button" class="back" hidden>返回</button>
  <a class="permanent">永久网址</a><button type="button" class="close">关闭</button></div>
  <div class="answer" aria-live="polite"></div>`;
const [back, permanent, close] = dialog.querySelectorAll(".back, .permanent, .close");
const answer = dialog.querySelector(".answer");
const trail = [];
let asked = 0;

function say(text) {
  const said = document.createElement("p");
  said.textContent = text;
  answer.replaceChildren(said);
}

function open() {
  if (!dialog.open) dialog.showModal(); // Escape closes it, and focus goes back, by itself
}

async function show(url) {
  const turn = (asked += 1);
  back.hidden = trail.length < 2;
  permanent.hidden = false;
  permanent.href = url;
  open();
  say("正在取这个数的来历……");
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (turn !== asked) return;
    answer.replaceChildren(document.adoptNode(page.getElementById("provenance")));
    dialog.scrollTop = 0;
    answer.querySelector("h1").focus();
  } catch {
    if (turn === asked) say("没有取到，请检查网络，或打开上面的永久网址。");
  }
}

function define(link) {
  const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!entry) return false;
  asked += 1;
  back.hidden = permanent.hidden = true;
  open();
  const box = document.createElement("div");
  box.className = "provenance";
  const title = document.createElement("h1");
  title.tabIndex = -1;
  title.textContent = link.textContent;
  const text = document.createElement("p");
  text.textContent = entry.textContent;
  const whole = document.createElement("a");
  whole.href = link.hash;
  whole.textContent = "见第三部分 名词解释";
  box.append(title, text, whole);
  answer.replaceChildren(box);
  title.focus();
  return true;
}

function plain(event) {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

function ask(event, fresh) {
  const link = event.target.closest(`${FIGURE}, a.term`);
  if (!link || !plain(event) || event.defaultPrevented || link === permanent) return;
  if (link.matches("a.term")) {
    if (define(link)) event.preventDefault();
    return;
  }
  event.preventDefault();
  if (fresh) trail.length = 0;
  trail.push(link.href);
  show(link.href);
}

// Thousands of figures would be thousands of stops on the way through the page: a table is one,
// and the arrow keys go through its figures.
function tame(table) {
  table.querySelectorAll(FIGURE).forEach((link, index) => {
    link.tabIndex = index ? -1 : 0;
  });
}

const STEPS = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
};

function nearest(table, link, [down, right]) {
  const here = link.getBoundingClientRect();
  const end = here.right;
  let best = null;
  let least = Infinity;
  for (const other of table.querySelectorAll(FIGURE)) {
    const there = other.getBoundingClientRect();
    const x = there.right - end;
    const y = there.top - here.top;
    const along = down ? y * down : x * right;
    const across = Math.abs(down ? x : y);
    if (along <= 2 || (right && across > 8)) continue;
    const far = along + across * 4;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

function step(event) {
  const link = event.target.closest?.(FIGURE);
  const table = link?.closest("table");
  const way = STEPS[event.key];
  if (!table || !way || event.ctrlKey || event.altKey || event.metaKey) return;
  const next = nearest(table, link, way);
  event.preventDefault();
  if (!next) return;
  link.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

if (body) {
  document.body.append(dialog);
  body.addEventListener("click", (event) => ask(event, true));
  body.addEventListener("keydown", step);
  body.querySelectorAll("table").forEach(tame);
  answer.addEventListener("click", (event) => {
    ask(event, false);
    const link = event.target.closest("a[href]");
    const inPage = link && new URL(link.href).hash && !event.defaultPrevented;
    // A place on the page underneath: go there, whichever of its addresses the page has.
    if (inPage && plain(event)) {
      const place = document.getElementById(decodeURIComponent(new URL(link.href).hash.slice(1)));
      if (!place) return;
      event.preventDefault();
      dialog.close();
      location.hash = new URL(link.href).hash;
      place.closest("details:not([open])")?.setAttribute("open", "");
      place.scrollIntoView({ block: "center" });
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  close.addEventListener("click", () => dialog.close());
  back.addEventListener("click", () => {
    trail.pop();
    show(trail.at(-1));
  });
}
