// Two values for one cell: somebody else was faster. Both are shown, one is chosen.

function option(name, value, text) {
  const label = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), {
    type: "radio",
    name,
    value,
    required: true,
  });
  label.append(radio, ` ${text}`);
  return label;
}

function choice(conflict, index, labelOf) {
  const fieldset = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = labelOf(conflict.path);
  const who = conflict.by ? `${conflict.by}在 ${conflict.at.slice(11, 16)} 改为` : "他人改为";
  fieldset.append(
    legend,
    option(`choice-${index}`, "mine", `我的：${conflict.mine ?? "空"}`),
    option(`choice-${index}`, "theirs", `${who}：${conflict.theirs ?? "空"}`),
  );
  return fieldset;
}

/** The conflicts with `keepsMine`, or null when the dialog was left without an answer. */
export function decide(conflicts, labelOf) {
  const dialog = document.getElementById("conflict");
  const list = document.getElementById("conflict-list");
  list.replaceChildren(...conflicts.map((one, index) => choice(one, index, labelOf)));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(answer()), { once: true });
  });

  function answer() {
    if (dialog.returnValue !== "decided") return null;
    const chosen = new FormData(dialog.querySelector("form"));
    return conflicts.map((one, index) => ({
      ...one,
      keepsMine: chosen.get(`choice-${index}`) === "mine",
    }));
  }
}
