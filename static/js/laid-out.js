// Once the first paint is there, what is further down is laid out too, before anybody has scrolled to
// it. Who comes back to a place in the page finds it laid out at once.
(() => {
  "use strict";
  const layOut = () => document.documentElement.classList.add("laid-out");
  const [opened] = performance.getEntriesByType("navigation");
  if (opened?.type === "navigate") requestAnimationFrame(() => setTimeout(layOut));
  else layOut();
})();
