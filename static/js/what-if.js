// The sandbox: levels follow a step's link at once, a reply that did not come is said, and the
// browser's back and forward take changes back and make them again, in place.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const form = document.getElementById("what-if");
  if (!form) return;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-try]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const radio = form.querySelector(
      `input[name="${CSS.escape(`${link.dataset.try}-level`)}"][value="${CSS.escape(link.dataset.level)}"]`,
    );
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });

  function say(text) {
    form.querySelector(".fault").textContent = text;
  }

  document.addEventListener("htmx:after:request", (event) => {
    const { status, headers } = event.detail.ctx.response;
    if (status !== 200) return say("Not worked out. Reload the page; the address has what you tried.");
    const address = headers.get("HX-Push-Url");
    if (address && address !== location.pathname + location.search) history.pushState(null, "", address);
  });

  // The address is the state: its levels and target are chosen again, the rest is as it was.
  window.addEventListener("popstate", () => {
    const said = new URLSearchParams(location.search);
    if ((said.get("from") ?? "") !== (form.elements.from?.value ?? "")) return location.reload();
    for (const row of form.querySelectorAll("fieldset")) {
      const radios = [...row.querySelectorAll("input")];
      const wanted = said.get(radios[0].name);
      for (const radio of radios) {
        radio.checked = wanted ? radio.value === wanted : radio.classList.contains("now");
      }
    }
    form.elements.target.value = said.get("target") ?? "";
    form.dispatchEvent(new Event("change"));
  });
  document.addEventListener("htmx:error", () => {
    say("Not worked out: the server cannot be reached. Choose again to try once more.");
  });
})();
