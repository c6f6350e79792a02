"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const findings = all(".finding");
  const search = one("#search");
  const rule = one("#rule");
  const shown = one("#shown");
  const nothing = one("#nothing");
  const list = one("#list");
  const group = one("#group");
  let grouped = "severity";
  const regroup = () => {
    const by = group.value;
    if (by === grouped) {
      apply();
      return;
    }
    grouped = by;
    all(".group").forEach((heading) => heading.remove());
    const sorted = by === "severity" ? findings
      : [...findings].sort((a, b) => (a.dataset[by] < b.dataset[by] ? -1 : a.dataset[by] > b.dataset[by] ? 1 : 0));
    let before = null;
    for (const finding of sorted) {
      if (by !== "severity" && finding.dataset[by] !== before) {
        before = finding.dataset[by];
        const heading = document.createElement("h3");
        heading.className = "group";
        heading.textContent = before || "–";
        list.append(heading);
      }
      list.append(finding);
    }
    apply();
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(all("[data-severity-filter]:checked").map((box) => box.value));
    let count = 0;
    for (const finding of findings) {
      const text = finding.dataset.text;
      const fits = severities.has(finding.dataset.severity)
        && (!rule.value || finding.dataset.rule === rule.value)
        && words.every((word) => text.includes(word));
      finding.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const elb of all(".elb")) {
      elb.hidden = words.length > 0 && !words.every((word) => elb.dataset.text.includes(word));
    }
    for (const heading of all(".group")) {
      let next = heading.nextElementSibling;
      while (next && next.hidden && !next.classList.contains("group")) next = next.nextElementSibling;
      heading.hidden = !next || next.classList.contains("group");
    }
    shown.textContent = shown.dataset.words.replace("{n}", count).replace("{all}", findings.length);
    nothing.hidden = count > 0 || findings.length === 0;
  };
  if (search) {
    // Whatever a browser has kept of an earlier visit would hide findings unseen.
    addEventListener("pageshow", regroup);
    search.addEventListener("input", apply);
    rule.addEventListener("change", apply);
    group.addEventListener("change", regroup);
    all("[data-severity-filter]").forEach((box) => box.addEventListener("change", apply));
    apply();
  }
  // A link to a finding leads there even if the filters hide it.
  const reveal = () => {
    const target = location.hash.startsWith("#finding-") && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.hidden) {
      search.value = rule.value = "";
      all("[data-severity-filter]").forEach((box) => { box.checked = true; });
      apply();
    }
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#finding-']");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  one("#theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) return;
    const visible = all(".finding").filter((finding) => !finding.hidden);
    const at = visible.indexOf(document.activeElement);
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j" || event.key === "k") {
      const next = visible[event.key === "j" ? at + 1 : at < 0 ? visible.length - 1 : at - 1];
      if (next) next.focus();
    }
  });
})();
