// An item's guidance is fetched when it is opened for the first time. Without this file, or where
// it cannot be fetched, the link in its place leads to the same texts on a page of their own.
(() => {
  "use strict";
  async function fill(folded) {
    const place = folded.querySelector("p");
    const link = place?.querySelector("a");
    if (!link || folded.ariaBusy === "true") return;
    folded.ariaBusy = "true";
    try {
      const response = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (response.ok && !response.redirected) place.outerHTML = await response.text();
    } catch {
      // The link stays.
    }
    folded.ariaBusy = "false";
  }

  // A toggle does not bubble, so it is caught on its way down.
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches?.("details.guidance")) fill(event.target);
  }, true);
  document.querySelectorAll("details.guidance[open]").forEach(fill);
})();
