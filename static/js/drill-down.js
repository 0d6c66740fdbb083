// A cell of the map opens its answer in a panel over the page, under an address of its own: going
// back closes it, as Escape does. Without this file the cell's link leads to the same as a page.
(() => {
  "use strict";
  const panel = document.getElementById("answer-panel");
  const map = document.getElementById("map");
  if (!panel || !map) return;
  const place = panel.querySelector("[data-place]");
  const table = map.querySelector(".table-scroll");
  const newest = [...map.querySelectorAll("thead .day")].at(-1);
  // Where the table is too wide, the newest assessment is seen first.
  if (newest) table.scrollLeft = newest.offsetLeft + newest.offsetWidth - table.clientWidth;
  const ASKED = "answer";
  let opener = null;

  // The address names the answer as its link does: item and day.
  function named(link) {
    return new URL(link.href).pathname.split("/").slice(-3, -1).join("/");
  }

  function linked(name) {
    return [...map.querySelectorAll("td a")].find((link) => named(link) === name);
  }

  function address(name) {
    const url = new URL(location.href);
    if (name) url.searchParams.set(ASKED, name);
    else url.searchParams.delete(ASKED);
    return url;
  }

  async function open(link) {
    opener = link;
    panel.querySelector("[data-whole]").href = link.href;
    place.textContent = "Loading…";
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
    try {
      const response = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (response.status !== 200) return location.assign(link.href);
      const text = await response.text();
      if (panel.open && opener === link) place.innerHTML = text;
    } catch {
      place.textContent = "The server cannot be reached. Close this and try again.";
    }
  }

  function follow() {
    const name = new URLSearchParams(location.search).get(ASKED);
    const link = name && linked(name);
    if (link) open(link);
    else if (panel.open) panel.close();
    else {
      const cell = opener;
      setTimeout(() => cell?.focus()); // going back to a place in the page takes the focus there
      opener = null;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#map td a, #answer-panel a[data-answer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const cell = linked(named(link));
    if (!cell) return; // an older answer than the map shows has its page
    event.preventDefault();
    const step = panel.open ? "replaceState" : "pushState";
    history[step]({ panel: true }, "", address(named(link)));
    open(cell);
  });

  // Closed by its button or by Escape: the address goes back with it, where it was opened here.
  panel.addEventListener("close", () => {
    if (new URLSearchParams(location.search).has(ASKED)) {
      if (history.state?.panel) history.back();
      else history.replaceState(null, "", address(""));
    }
    place.textContent = "";
    opener?.focus();
  });

  window.addEventListener("popstate", follow);
  follow();
})();
