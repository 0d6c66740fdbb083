// The sandbox: levels follow a step's link at once, and a reply that did not come is said.
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
    const { status } = event.detail.ctx.response;
    if (status !== 200) say("Not worked out. Reload the page; the address has what you tried.");
  });
  document.addEventListener("htmx:error", () => {
    say("Not worked out: the server cannot be reached. Choose again to try once more.");
  });
})();
