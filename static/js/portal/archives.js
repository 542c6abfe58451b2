// Asks how far the archive is, and shows the page anew when it is there.

const PAUSE = 2000; // ms between two questions
const AFTER_FAILURE = 10000;

const frame = document.getElementById("progress");
const bar = document.getElementById("progress-bar");
const count = document.getElementById("progress-count");

async function ask() {
  try {
    const answer = await fetch(frame.dataset.url, { headers: { Accept: "application/json" } });
    const state = await answer.json();
    if (state.over) return location.reload();
    bar.max = state.total;
    bar.value = state.done;
    count.textContent = `${state.done} / ${state.total}`;
    setTimeout(ask, PAUSE);
  } catch {
    setTimeout(ask, AFTER_FAILURE);
  }
}

setTimeout(ask, PAUSE);
