// Comments and actions of an item, in a panel beside the answers or on a page of their own.
// Every link and form works without this file; it only saves the way to another page and back.
(() => {
  "use strict";
  const dialog = document.getElementById("discussion");

  async function load(url, options = {}) {
    const headers = { "HX-Request": "true", "X-Person": document.body.dataset.person, ...options.headers };
    const response = await fetch(url, { ...options, headers, credentials: "same-origin" });
    return { status: response.status, text: await response.text() };
  }

  function show(place, html) {
    place.innerHTML = html;
    prepare(place);
    count(place.querySelector("[data-discussion]"));
  }

  // The link beside the answer tells how much there is.
  function count(panel) {
    const link = panel && document.querySelector(`a[data-talk="${panel.dataset.discussion}"]`);
    if (!link) return;
    const comments = Number(panel.dataset.count);
    const actions = Number(panel.dataset.actions);
    const parts = [];
    if (comments) parts.push(`${comments} ${comments === 1 ? "comment" : "comments"}`);
    if (actions) parts.push(`${actions} ${actions === 1 ? "action" : "actions"}`);
    link.textContent = parts.join(", ") || "Comment";
    link.classList.toggle("some", parts.length > 0);
  }

  function fail(place, text) {
    const said = place.querySelector(".said") ?? place;
    said.textContent = text;
    said.classList.add("error");
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-talk]");
    if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const place = dialog.querySelector("[data-place]");
    dialog.querySelector("h2").textContent = link.closest("[data-item]").querySelector("legend, h3").textContent;
    dialog.querySelector("[data-whole]").href = link.href;
    place.textContent = "Loading…";
    dialog.showModal();
    try {
      const { status, text } = await load(link.href);
      if (status === 200) show(place, text);
      else location.href = link.href;
    } catch {
      place.textContent = "The server cannot be reached. Close this and try again.";
    }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const place = form.closest("[data-place]");
    if (!place) return;
    event.preventDefault();
    const button = event.submitter;
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.set(button.name, button.value);
    const found = document.cookie.match(/(?:^|; )(?:__Host-csrf|mlscore-csrf)=([^;]+)/);
    if (found) body.set("csrfmiddlewaretoken", found[1]);
    if (button) button.disabled = true;
    try {
      const { status, text } = await load(form.action, { method: "POST", body });
      if (status === 200 || status === 422 || status === 423) show(place, text);
      else if (status === 401 || status === 403) fail(place, text);
      else fail(place, "Not saved. Your text is still here; reload the page and try again.");
    } catch {
      fail(place, "Not saved: the server cannot be reached. Your text is still here.");
    }
    if (button) button.disabled = false;
  });

  // The names that go on what has been typed after the last @.
  function prepare(root) {
    const area = root.querySelector(".say textarea");
    const list = root.querySelector(".mentionable");
    if (!area || !list) return;
    const items = [...list.children];
    const typed = () => area.value.slice(0, area.selectionStart).match(/(?:^|[^\w.+-])@([^@\n]{0,40})$/);
    const filter = () => {
      const part = typed();
      const start = part ? part[1].toLowerCase() : null;
      for (const item of items) {
        const name = item.firstElementChild.dataset.name.toLowerCase();
        item.hidden = start === null || !name.split(" ").some((word, at, words) => words.slice(at).join(" ").startsWith(start));
      }
      list.hidden = items.every((item) => item.hidden);
    };
    area.addEventListener("input", filter);
    area.addEventListener("click", filter);
    list.addEventListener("click", (event) => {
      const name = event.target.closest("[data-mention]")?.dataset.mention;
      const part = typed();
      if (!name || !part) return;
      const end = area.selectionStart;
      area.setRangeText(`@${name} `, end - part[1].length - 1, end, "end");
      area.focus();
      filter();
    });
  }

  prepare(document);
})();
