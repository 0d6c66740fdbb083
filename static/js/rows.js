// Rows that save themselves when one of their controls changes. The reply is the row as it is now.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  // Signing in again in another tab changes the token; the cookie has the present one.
  function token() {
    const found = document.cookie.match(/(?:^|; )(?:__Host-csrf|mlscore-csrf)=([^;]+)/);
    return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  // Only the control that changed is sent: what somebody else changed beside it stays.
  document.addEventListener("change", (event) => {
    const row = event.target.closest("[data-rows] [hx-post]");
    if (!row) return;
    row.changed ??= new Map();
    row.changed.set(event.target.name, event.target.value);
  }, true);

  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    ctx.request.headers["X-CSRFToken"] = token();
    ctx.request.headers["X-Person"] = document.body.dataset.person;
    const row = ctx.sourceElement;
    ctx.request.body = new URLSearchParams([...(row.changed ?? [])]);
    row.sending = row.changed;
    row.changed = new Map();
    say(row, "Saving…", "saving");
  });

  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const { status } = ctx.response;
    if (status === 200 || status === 422) return;
    const plain = status === 401 || status === 403 ? ctx.text : "";
    refuse(ctx.sourceElement, plain || "Not saved. Reload the page and try again.");
  });

  document.addEventListener("htmx:error", (event) => {
    const row = event.detail.ctx?.sourceElement;
    if (row) refuse(row, "Not saved: the server cannot be reached. Choose again to try once more.");
  });

  function refuse(row, text) {
    row.changed = new Map([...(row.sending ?? []), ...(row.changed ?? [])]);
    say(row, text, "error");
  }

  function say(row, text, kind) {
    const status = row.querySelector?.(".status");
    if (!status) return;
    status.textContent = text;
    status.dataset.kind = kind;
  }
})();
