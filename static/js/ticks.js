// Ticks to compare: says how many are ticked, and what is missing before a page is asked for.
(() => {
  "use strict";
  const LEAST = 2;
  const MOST = 8;

  function ticked(form) {
    return form.querySelectorAll("input[name=projects]:checked").length;
  }

  function words(count) {
    if (!count) return `Tick ${LEAST} to ${MOST} projects to compare them.`;
    if (count < LEAST) return "1 is ticked. Tick one more.";
    if (count > MOST) return `${count} are ticked. At most ${MOST} can be compared: untick ${count - MOST}.`;
    return `${count} are ticked.`;
  }

  function say(form) {
    const count = ticked(form);
    const output = form.querySelector("[data-ticked]");
    output.textContent = words(count);
    output.dataset.wrong = String(count > MOST);
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-ticks]");
    if (form) say(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-ticks]");
    if (!form || event.submitter?.name === "choose") return;
    const count = ticked(form);
    if (count >= LEAST && count <= MOST) return;
    event.preventDefault();
    say(form);
    form.querySelector("[data-ticked]").dataset.wrong = "true";
  });

  // What a filter could not fetch is said where the table stands; the table stays as it was.
  document.addEventListener("htmx:after:request", (event) => {
    const { status } = event.detail.ctx.response ?? {};
    if (event.detail.ctx.target?.id !== "listing" || status === 200) return;
    fail();
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx?.target?.id === "listing") fail();
  });

  function fail() {
    const listing = document.getElementById("listing");
    if (!listing || listing.querySelector(".failed")) return;
    const note = document.createElement("p");
    note.className = "message failed";
    note.setAttribute("role", "alert");
    note.textContent = "The list could not be changed. Reload the page and try again.";
    listing.prepend(note);
  }
})();
