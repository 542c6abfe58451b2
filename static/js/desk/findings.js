// The findings of the page as the last save left them, in the list and at their cells.

const SEVERITIES = ["error", "warning", "info"];

function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function item(finding, index) {
  const li = element("li", finding.severity, "");
  li.id = `finding-${index + 1}`;
  const link = element("a", "", finding.message);
  link.href = `#${encodeURI(finding.field)}`;
  li.append(element("span", "severity", finding.label), link);
  if (finding.explain) {
    const explain = element("a", "explain", finding.explained ? "已说明" : "写说明");
    explain.href = finding.explain;
    li.append(explain);
  }
  li.append(element("span", "rule", finding.rule));
  return li;
}

/** The counts in the navigation, out of the HTML of it as it is now. */
export function count(navigation) {
  const fresh = new DOMParser().parseFromString(navigation, "text/html");
  for (const entry of fresh.querySelectorAll(".desk-nav a")) {
    const place = document.querySelector(`.desk-nav a[href="${entry.getAttribute("href")}"]`);
    if (place && place.innerHTML !== entry.innerHTML) place.innerHTML = entry.innerHTML;
  }
}

export function show(findings, table) {
  const list = element("ul", "desk-findings", "");
  list.append(...findings.map(item));
  const none = element("p", "clean", "没有发现问题。");
  document.getElementById("findings-count").textContent = findings.length;
  document.getElementById("findings").replaceChildren(findings.length ? list : none);

  for (const field of table.querySelectorAll("[aria-describedby]")) {
    field.removeAttribute("aria-describedby");
    field.closest("td").classList.remove(...SEVERITIES);
  }
  findings.forEach((finding, index) => {
    const field = document.getElementById(finding.field);
    if (!field?.matches("input")) return;
    const others = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${others} finding-${index + 1}`.trim());
    const cell = field.closest("td");
    if (!SEVERITIES.some((one) => cell.classList.contains(one))) {
      cell.classList.add(finding.severity);
    }
  });
}
