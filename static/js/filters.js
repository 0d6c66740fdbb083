// Filters of the assessment page without a reload; the address stays one that can be shared.
(() => {
  "use strict";
  const form = document.getElementById("assessment-form") || document.querySelector("[data-items]");
  const shows = [...document.querySelectorAll("a[data-show]")];
  const roles = [...document.querySelectorAll("a[data-role-filter]")];
  const parts = [...document.querySelectorAll("a[data-section-filter]")];
  if (!form || !shows.length) return;

  const items = [...form.querySelectorAll("[data-item]")];
  const chosen = () => {
    const query = new URLSearchParams(location.search);
    return {
      show: query.get("show") || "all",
      role: query.get("role") || "",
      part: query.get("section") || "",
    };
  };

  function matches(item, show, role, part) {
    if (part && item.dataset.section !== part) return false;
    if (role && item.dataset.role !== role) return false;
    if (show === "mine") return item.dataset.mine === "true";
    if (show === "changed") return item.dataset.changed === "true";
    return show === "all" || item.dataset.state === show;
  }

  // An item that was just answered stays in place until the filter is chosen again: a list that
  // shrinks under the hand would move the focus.
  function apply() {
    const { show, role, part } = chosen();
    for (const item of items) item.hidden = !matches(item, show, role, part);
    for (const section of form.querySelectorAll("section")) {
      const empty = section.querySelector("[data-empty]");
      if (empty) empty.hidden = Boolean(section.querySelector("[data-item]:not([hidden])"));
    }
    mark(shows, "show", show);
    mark(roles, "roleFilter", role);
    mark(parts, "sectionFilter", part);
  }

  function mark(links, name, value) {
    for (const link of links) {
      if (link.dataset[name] === value) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function count() {
    for (const link of shows) {
      const number = link.querySelector("[data-count]");
      if (number) number.textContent = items.filter((item) => matches(item, link.dataset.show, "", "")).length;
    }
  }

  function choose(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const link = event.currentTarget;
    const query = new URLSearchParams(location.search);
    const { show: which, roleFilter, sectionFilter } = link.dataset;
    const name = which !== undefined ? "show" : roleFilter !== undefined ? "role" : "section";
    const value = which ?? roleFilter ?? sectionFilter;
    if (value && value !== "all") query.set(name, value);
    else query.delete(name);
    const search = query.toString();
    history.replaceState(null, "", location.pathname + (search ? `?${search}` : ""));
    apply();
  }

  for (const link of [...shows, ...roles, ...parts]) link.addEventListener("click", choose);
  document.addEventListener("answers-changed", count);
})();
