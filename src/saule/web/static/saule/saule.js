// Keys for those who like them. Every page works without this file.
(() => {
  "use strict";
  const places = { o: "/", m: "/matters", c: "/conversations", p: "/promises", b: "/outbox", s: "/settings" };
  let afterG = 0;

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  const step = (by) => {
    const titles = [...document.querySelectorAll(".rows .title")];
    if (!titles.length) return;
    const at = titles.indexOf(document.activeElement);
    const next = titles[Math.min(titles.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    n: () => document.querySelector("a[data-next]")?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    g: () => { afterG = Date.now(); },
    "?": () => document.querySelector("dialog[data-keys]")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (Date.now() - afterG < 1200 && places[event.key]) {
      afterG = 0;
      event.preventDefault();
      window.location.assign(places[event.key]);
      return;
    }
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  // A choice that is a link in disguise: the form sends itself, and its button is for those without script.
  document.addEventListener("change", (event) => event.target.closest("form[data-at-once]")?.requestSubmit());

  // Two clicks on “send” are one sending (the server knows too; this only spares a surprise).
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[data-once]");
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  });
})();
