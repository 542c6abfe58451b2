// Asks how far reading is, and shows the page anew when it is over.

const PAUSE = 700; // ms between two questions
const AFTER_FAILURE = 5000;

const frame = document.getElementById("progress");
const bar = document.getElementById("progress-bar");
const count = document.getElementById("progress-count");
const message = document.getElementById("progress-message");
const forSilence = ["progress-silent", "progress-retry"].map((id) => document.getElementById(id));

function show(state) {
  bar.max = state.total;
  bar.value = state.done;
  count.textContent = `${state.done} / ${state.total}`;
  if (message.textContent !== state.message) message.textContent = state.message;
  for (const element of forSilence) if (element) element.hidden = !state.silent;
}

async function ask() {
  try {
    const answer = await fetch(frame.dataset.url, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) return location.reload(); // signed out, or gone
    const state = await answer.json();
    if (state.over) return location.reload();
    show(state);
    setTimeout(ask, PAUSE);
  } catch {
    message.textContent = "连接中断，正在重试。读取不受影响。";
    setTimeout(ask, AFTER_FAILURE);
  }
}

setTimeout(ask, PAUSE);
