// Says what is being done while a file is checked. The form works without this.

const form = document.getElementById("check-form");
const file = form.querySelector("input[type=file]");
const button = form.querySelector("button");
const status = document.getElementById("check-status");
const limit = form.dataset.limitMb;
const LONG = 5; // seconds after which waiting is explained

function fits() {
  const chosen = file.files[0];
  const large = chosen && chosen.size > limit * 1024 * 1024;
  status.textContent = large ? `“${chosen.name}”超过 ${limit} MB，请换一份文件。` : "";
  return !large;
}

function wait() {
  const name = file.files[0]?.name ?? "文件";
  const began = Date.now();
  const tell = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    const long = seconds >= LONG ? `，已用 ${seconds} 秒，文件大时最长要半分钟` : "";
    status.textContent = `正在检查“${name}”${long}……`;
  };
  tell();
  setInterval(tell, LONG * 1000);
}

file.addEventListener("change", fits);
form.addEventListener("submit", (event) => {
  if (form.dataset.sent || !fits()) return event.preventDefault();
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
  wait();
});

// Coming back by the browser's history shows the page as it was left.
addEventListener("pageshow", (event) => event.persisted && location.reload());
