// A link to one item, such as #data-1, opens its guidance.
(() => {
  "use strict";
  function open() {
    const item = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = item && item.querySelector("details");
    if (details) details.open = true;
  }

  addEventListener("hashchange", open);
  addEventListener("load", open);
})();
