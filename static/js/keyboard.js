// Single-key shortcuts of the assessment page. They never fire inside text fields, never with a
// modifier key, and can be switched off (WCAG 2.2, 2.1.4).
(() => {
  "use strict";
  const form = document.getElementById("assessment-form");
  const help = document.getElementById("keyboard-help");
  const toggle = document.getElementById("single-keys");
  if (!form || !help || !toggle) return;

  const STORED = "mlscore-single-keys";
  let current = null;

  toggle.checked = localStorage.getItem(STORED) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
  document.querySelectorAll("[data-help]").forEach((button) => {
    button.addEventListener("click", () => help.showModal());
  });

  const visible = () => [...form.querySelectorAll("fieldset[data-item]:not([hidden])")];

  form.addEventListener("focusin", (event) => {
    current = window.mlscore.itemOf(event.target) || current;
  });

  function here(items) {
    if (current && items.includes(current)) return items.indexOf(current);
    return -1;
  }

  function go(item) {
    if (!item) return;
    current = item;
    item.focus();
  }

  function move(step) {
    const items = visible();
    const at = here(items);
    go(items[Math.min(Math.max(at + step, 0), items.length - 1)]);
  }

  function nextUnanswered() {
    const items = visible();
    const at = here(items);
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    go(order.find((item) => item.dataset.state === "unanswered"));
  }

  function choose(digit) {
    const radio = current?.querySelectorAll("input[type=radio]:not([value=not_applicable])")[digit];
    if (!radio) return;
    if (radio.checked) {
      if (current.dataset.state === "unconfirmed") window.mlscore.save(current, { confirm: true });
      return;
    }
    radio.checked = true;
    window.mlscore.save(current);
  }

  function confirm() {
    if (current?.dataset.state === "unconfirmed") window.mlscore.save(current, { confirm: true });
  }

  function evidence() {
    const field = current?.querySelector("textarea[name$='-evidence']");
    const folded = field?.closest("details");
    if (folded) folded.open = true;
    field?.focus();
  }

  const ACTIONS = {
    j: () => move(1),
    k: () => move(-1),
    n: nextUnanswered,
    c: confirm,
    e: evidence,
    "?": () => help.showModal(),
  };

  function isText(element) {
    return element.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && current) {
      event.preventDefault();
      window.mlscore.save(current);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isText(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (!toggle.checked) return;
    const action = /^[0-9]$/.test(event.key) ? () => choose(Number(event.key)) : ACTIONS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
