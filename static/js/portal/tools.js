// 打印、分享、关闭: what a page offers beside the browser's own menu.
const deeds = {
  print: () => window.print(),
  share: async ({ address, title }, say) => {
    if (navigator.share) {
      await navigator.share({ url: address, title }).catch(() => {}); // the reader thought better
    } else {
      await navigator.clipboard.writeText(address).then(
        () => say("永久网址已复制"),
        () => say(`永久网址：${address}`),
      );
    }
  },
  close: () => {
    window.close(); // only a page that another one opened can
    if (history.length > 1) history.back();
    else location.assign("/");
  },
};

for (const tools of document.querySelectorAll(".tools")) {
  const status = tools.querySelector("[role=status]");
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-does]");
    if (button) deeds[button.dataset.does](button.dataset, (text) => { status.textContent = text; });
  });
}
