// A form marked `data-once` is sent once, however often its button is clicked.

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
}

// Coming back by the browser's history shows the page as it was left.
addEventListener("pageshow", (event) => event.persisted && location.reload());
