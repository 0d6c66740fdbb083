// Saves each item by itself as soon as it changes, and says truthfully whether it is saved.
//
// The controls are never replaced: a reply holds only the status, the revision, the links and the
// scorecard. What is typed while a save is under way is sent by the next one.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const form = document.getElementById("assessment-form");
  if (!form) return;

  const TYPING_PAUSE = 1200;
  const RETRY_FIRST = 3000;
  const RETRY_LAST = 30000;
  const states = new WeakMap();
  const failed = new Set();
  let retryDelay = RETRY_FIRST;
  let retryTimer = 0;

  const stateOf = (item) => {
    if (!states.has(item)) states.set(item, { typed: 0, sent: 0, pause: 0, confirm: false });
    return states.get(item);
  };
  const itemOf = (element) => element.closest?.("fieldset[data-item]");
  const statusOf = (item) => document.getElementById(`${item.dataset.item}-status`);
  const isUnsaved = (item) => stateOf(item).typed > stateOf(item).sent || failed.has(item);

  function say(item, text, kind) {
    const status = statusOf(item);
    status.textContent = text;
    status.dataset.kind = kind;
  }

  function save(item, { confirm = false } = {}) {
    const state = stateOf(item);
    clearTimeout(state.pause);
    state.confirm ||= confirm;
    state.typed += 1;
    item.dispatchEvent(new CustomEvent("save"));
  }

  // The body is collected when it is sent, not when it was queued: by then it would name an old
  // revision and collide with the person's own save.
  function bodyOf(item, confirm) {
    const all = new FormData(form);
    const key = item.dataset.item;
    const body = new URLSearchParams();
    for (const name of ["level", "note", "evidence", "outcome", "revision"]) {
      const value = all.get(`${key}-${name}`);
      if (value !== null) body.set(`${key}-${name}`, value);
    }
    if (confirm) body.set("confirm", key);
    return body;
  }

  // Signing in again in another tab changes the token; the cookie has the present one.
  function token() {
    const found = document.cookie.match(/(?:^|; )(?:__Host-csrf|mlscore-csrf)=([^;]+)/);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.request.method === "GET") return; // no save: a block that loads after the page
    ctx.request.headers["X-CSRFToken"] = token();
    ctx.request.headers["X-Person"] = document.body.dataset.person;
    const item = itemOf(ctx.sourceElement);
    if (!item) {
      ctx.request.body = new URLSearchParams();
      return;
    }
    const state = stateOf(item);
    const confirm = state.confirm || ctx.sourceElement.name === "confirm";
    state.confirm = false;
    state.sending = state.typed;
    ctx.request.body = bodyOf(item, confirm);
    say(item, "Saving…", "saving");
  });

  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const item = itemOf(ctx.sourceElement);
    if (!item) {
      if (ctx.response.status >= 400) announce(ctx.sourceElement, ctx.text, ctx.response.status);
      return;
    }
    const state = stateOf(item);
    if (ctx.response.status === 200) {
      state.sent = state.sending;
      failed.delete(item);
      retryDelay = RETRY_FIRST;
    } else {
      refused(item, ctx.response.status, ctx.text);
    }
  });

  document.addEventListener("htmx:error", (event) => {
    const item = event.detail.ctx && itemOf(event.detail.ctx.sourceElement);
    if (item) later(item, "Not saved: the server cannot be reached. Your text is kept; trying again…");
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const item = itemOf(event.detail.ctx.sourceElement);
    if (item && !failed.has(item) && isUnsaved(item)) say(item, "Not saved yet…", "saving");
  });

  function announce(button, text, status) {
    const plain = status === 401 || status === 403 ? text : "Not confirmed. Reload the page and try again.";
    button.closest("section")?.querySelectorAll("fieldset[data-state=unconfirmed]").forEach((item) => {
      say(item, plain, "error");
    });
  }

  function refused(item, status, text) {
    if (status === 401) {
      failed.add(item);
      const status401 = statusOf(item);
      say(item, "Not saved: you are signed out. Your text is kept. ", "error");
      const link = document.createElement("a");
      link.href = `${document.body.dataset.login}?next=/`;
      link.target = "_blank";
      link.textContent = "Sign in in a new tab";
      status401.append(link, ", then come back here.");
    } else if (status >= 500) {
      later(item, "Not saved: the server had a problem. Your text is kept; trying again…");
    } else if (status === 403 || status === 404) {
      failed.add(item);
      say(item, status === 403 ? text.slice(0, 400) : "Not saved: this assessment is not there any more.", "error");
    } else {
      failed.add(item);
      // With these the reply itself says what is wrong, beside the item.
      if (![409, 422, 423].includes(status)) {
        say(item, "Not saved: the server could not take this. Shorten the text and save again.", "error");
      }
    }
  }

  function later(item, text) {
    failed.add(item);
    say(item, text, "error");
    clearTimeout(retryTimer);
    retryTimer = setTimeout(retry, retryDelay);
    retryDelay = Math.min(retryDelay * 2, RETRY_LAST);
  }

  function retry() {
    for (const item of [...failed]) {
      if (!item.querySelector(".conflict, .errors")) save(item);
    }
  }

  window.addEventListener("online", retry);
  window.addEventListener("focus", retry);
  window.addEventListener("beforeunload", (event) => {
    if ([...form.querySelectorAll("fieldset[data-item]")].some(isUnsaved)) event.preventDefault();
  });

  form.addEventListener("input", (event) => {
    const item = itemOf(event.target);
    if (!item) return;
    const state = stateOf(item);
    state.typed += 1;
    if (event.target.tagName !== "TEXTAREA") return;
    say(item, "Not saved yet…", "saving");
    clearTimeout(state.pause);
    state.pause = setTimeout(() => save(item), TYPING_PAUSE);
  });

  form.addEventListener("change", (event) => {
    const item = itemOf(event.target);
    if (item) clearTimeout(stateOf(item).pause);
  });

  // Choosing the level that is already chosen confirms it; a radio sends no change for that.
  form.addEventListener("click", (event) => {
    const item = itemOf(event.target);
    if (!item || event.target.type !== "radio") return;
    if (event.target.value === item.dataset.level && item.dataset.state === "unconfirmed") {
      save(item, { confirm: true });
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelectorAll("fieldset[data-item]").forEach((item) => {
      if (isUnsaved(item)) save(item);
    });
  });

  document.addEventListener("answers-saved", (event) => {
    for (const saved of event.detail.items) {
      const item = document.getElementById(saved.key);
      item.dataset.state = saved.state;
      item.dataset.level = saved.level;
      item.dataset.changed = String("last" in item.dataset && item.dataset.last !== saved.level);
      const confirm = item.querySelector("[data-confirm]");
      if (confirm) {
        confirm.textContent = saved.state === "unconfirmed" ? "Confirm" : "Confirmed";
        confirm.setAttribute("aria-disabled", String(saved.state !== "unconfirmed"));
      }
    }
    for (const button of form.querySelectorAll("[data-confirm-section]")) {
      const left = button.closest("section").querySelector("fieldset[data-state=unconfirmed]:not([data-read-again])");
      button.dataset.done = String(!left);
    }
    document.dispatchEvent(new CustomEvent("answers-changed"));
  });

  // A conflict: both texts are shown, and only the person's choice goes on.
  document.addEventListener("click", (event) => {
    const panel = event.target.closest?.(".conflict");
    if (!panel) return;
    const item = itemOf(panel);
    const theirs = event.target.closest("[data-use-theirs]");
    if (!theirs && !event.target.closest("[data-keep-mine]")) return;
    event.preventDefault();
    const key = item.dataset.item;
    document.getElementById(`${key}-revision`).value = panel.dataset.revision;
    if (theirs) panel.querySelectorAll("[data-field]").forEach((block) => take(item, block));
    const back = item.querySelector("input:checked, textarea") || item;
    panel.remove();
    failed.delete(item);
    back.focus();
    save(item);
  });

  function take(item, block) {
    const name = `${item.dataset.item}-${block.dataset.field}`;
    const value = block.dataset.value;
    if (block.dataset.field !== "level") {
      form.elements[name].value = value;
      return;
    }
    for (const radio of item.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
  }

  window.mlscore = { save, itemOf };
})();
