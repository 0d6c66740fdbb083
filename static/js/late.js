// Parts of the dashboard that come after the page: where one does not come, that is said in its place.
// The chart comes when it is scrolled to, or when the page is printed by the keyboard: a print dialog
// waits for nothing.
(() => {
  "use strict";
  const PATIENCE = 5000; // milliseconds until the page is printed without its chart

  function failed(context) {
    const section = context?.sourceElement?.closest?.(".portfolio, .dots");
    if (!section || section.querySelector("[data-failed]")) return;
    const waiting = section.querySelector(":scope > p:only-child");
    if (waiting) {
      waiting.prepend("This did not load. Reload the page to try again, or open it on a page of its own: ");
      waiting.dataset.failed = "";
      waiting.setAttribute("role", "status");
      return;
    }
    const note = document.createElement("p");
    note.className = "message";
    note.setAttribute("role", "status");
    note.dataset.failed = "";
    note.textContent = "This does not follow the filters: the server gave no answer. Reload the page to try again.";
    section.prepend(note);
  }

  function isPrint({ key, ctrlKey, metaKey, shiftKey, altKey }) {
    return (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "p";
  }

  function chartToCome(section) {
    return section?.querySelector(":scope > .to-come:not([data-failed]), score-chart:not(.drawn, .undrawn)");
  }

  document.addEventListener("keydown", async (event) => {
    const section = isPrint(event) && document.querySelector("#listing .dots");
    if (!section || !chartToCome(section)) return;
    event.preventDefault();
    if (event.repeat) return;
    htmx.trigger(section, "printing");
    const end = performance.now() + PATIENCE;
    while (performance.now() < end && chartToCome(section)) {
      await new Promise((next) => { setTimeout(next, 50); });
    }
    window.print();
  });

  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response?.status >= 400) failed(event.detail.ctx);
  });
  document.addEventListener("htmx:error", (event) => failed(event.detail.ctx));
})();
