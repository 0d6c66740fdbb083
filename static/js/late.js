// Parts of the dashboard that come after the page: where one does not come, that is said in its place.
(() => {
  "use strict";

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

  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response?.status >= 400) failed(event.detail.ctx);
  });
  document.addEventListener("htmx:error", (event) => failed(event.detail.ctx));
})();
