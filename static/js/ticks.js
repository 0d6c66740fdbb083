// Ticks to compare: says how many are ticked, and what is missing before a page is asked for.
// data-ticks="…" names whose ticks they are: these stay while the list is sorted, searched and
// paged, until the tab is closed. Those of rows that are not shown are sent as hidden fields.
(() => {
  "use strict";
  const LEAST = 2;
  const MOST = 8;
  const held = new Map(); // for a browser that keeps nothing: as long as the page is open

  function boxes(form) {
    return [...form.querySelectorAll("input[type=checkbox][name=projects]")];
  }

  function ticked(form) {
    return boxes(form).filter((box) => box.checked).length + elsewhere(form).length;
  }

  function elsewhere(form) {
    return [...form.querySelectorAll("input[type=hidden][name=projects]")];
  }

  function kept(form) {
    try {
      return JSON.parse(sessionStorage.getItem(place(form))) ?? [];
    } catch {
      return held.get(place(form)) ?? [];
    }
  }

  function place(form) {
    return `mlscore-ticks-${form.dataset.ticks}`;
  }

  function keep(form, slugs) {
    held.set(place(form), slugs);
    try {
      sessionStorage.setItem(place(form), JSON.stringify(slugs));
    } catch {
      // Then `held` has them.
    }
  }

  function restore(form) {
    const slugs = new Set(kept(form));
    elsewhere(form).forEach((field) => field.remove());
    for (const box of boxes(form)) {
      box.checked = slugs.delete(box.value);
    }
    for (const slug of slugs) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "projects", value: slug });
      form.append(field);
    }
    say(form);
  }

  function restoreAll() {
    document.querySelectorAll("[data-ticks]:not([data-ticks=''])").forEach(restore);
  }

  function words(count, away) {
    if (!count) return `Tick ${LEAST} to ${MOST} projects to compare them.`;
    const some = `${count} ${count === 1 ? "is" : "are"} ticked${away ? `, ${away} of them not shown here` : ""}.`;
    if (count < LEAST) return `${some} Tick one more.`;
    return count > MOST ? `${some} At most ${MOST} can be compared: untick ${count - MOST}.` : some;
  }

  function say(form) {
    const count = ticked(form);
    const output = form.querySelector("[data-ticked]");
    const text = words(count, elsewhere(form).length);
    if (output.textContent !== text) output.textContent = text; // what stays is not read out again
    output.dataset.wrong = String(count > MOST);
    const untick = form.querySelector("[data-untick]");
    if (untick) untick.hidden = !count;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-ticks]");
    if (!form) return;
    if (form.dataset.ticks) {
      const shown = boxes(form).filter((box) => box.checked).map((box) => box.value);
      keep(form, [...elsewhere(form).map((field) => field.value), ...shown]);
    }
    say(form);
  });

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-untick]")?.form;
    if (!form) return;
    keep(form, []);
    restore(form);
    boxes(form)[0]?.focus();
  });

  restoreAll();
  window.addEventListener("pageshow", restoreAll);
  document.addEventListener("htmx:after:swap", restoreAll);

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
