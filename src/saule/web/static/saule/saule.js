// Keys for those who like them. Every page works without this file.
(() => {
  "use strict";
  const places = { o: "/", m: "/matters", c: "/conversations", p: "/promises", b: "/outbox", s: "/settings" };
  let afterG = 0;

  const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  const step = (by) => {
    const titles = [...document.querySelectorAll(".rows .title, .hits a.title")];
    if (!titles.length) return;
    const at = titles.indexOf(document.activeElement);
    const next = titles[Math.min(titles.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  // The conversations that are chosen in a list, for the bar above it.
  const chosen = () => [...document.querySelectorAll('input[name="chosen"]:checked')];

  const tellChosen = () => {
    const words = document.querySelector("[data-chosen]");
    if (!words) return;
    const count = chosen().length;
    words.textContent = count ? `${words.dataset.some} ${count}` : words.dataset.none;
  };

  const pick = (always) => {
    const box = document.activeElement?.closest("li")?.querySelector('input[name="chosen"]');
    if (!box) return;
    box.checked = always || !box.checked;
    tellChosen();
  };

  // A part of the page that has a key of its own: a fold opens with its first field ready, a button is pressed.
  const act = (key) => {
    const part = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!part) return false;
    if (part.closest("[data-bulk]") && !chosen().length) pick(true);
    if (part.tagName !== "DETAILS") { part.click(); return true; }
    part.open = true;
    part.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
    return true;
  };

  const keys = {
    x: () => pick(false),
    n: () => act("n") || document.querySelector("a[data-next]")?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    g: () => { afterG = Date.now(); },
    "?": () => document.querySelector("dialog[data-keys]")?.showModal(),
  };

  const opener = document.querySelector("[data-open-keys]");
  if (opener) { opener.hidden = false; opener.addEventListener("click", keys["?"]); }

  // Only where the rail leads too: not to a page that is closed to this member.
  const leads = (place) => place && document.querySelector(`.rail a[href="${place}"]`);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (Date.now() - afterG < 1200 && leads(places[event.key])) {
      afterG = 0;
      event.preventDefault();
      window.location.assign(places[event.key]);
      return;
    }
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); return; }
    if (event.key.length === 1 && act(event.key)) event.preventDefault();
  });

  document.addEventListener("change", (event) => { if (event.target.name === "chosen") tellChosen(); });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-choose-all]")) return;
    event.preventDefault();
    const boxes = [...document.querySelectorAll('input[name="chosen"]')];
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
    tellChosen();
  });

  // Many verbs share one form: Enter in a field is the button beside that field.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-bulk] details input")) return;
    event.preventDefault();
    event.target.closest("details").querySelector("button")?.click();
  });

  // Whether somebody writes in a conversation is told to colleagues; a page that nobody sees tells nothing.
  const writing = () => [...document.querySelectorAll("main textarea:not([data-note], [readonly])")]
    .some((field) => field.value.trim() !== "");

  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("[data-presence]")) return;
    if (document.hidden) event.preventDefault();
    else event.detail.parameters.writing = writing() ? "1" : "";
  });

  // Asking who is there never leads away from a page in which somebody may be writing.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.target.matches("[data-presence]") && event.detail.xhr.status !== 200) event.preventDefault();
  });

  tellChosen();

  // A choice that is a link in disguise: the form sends itself, and its button is for those without script.
  document.addEventListener("change", (event) => event.target.closest("form[data-at-once]")?.requestSubmit());

  // A link to hand over: the button only spares the selecting, and is there only where it works.
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      document.querySelector("[data-copied]").hidden = false;
    });
  }

  // Two clicks on “send” are one sending (the server knows too; this only spares a surprise).
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[data-once]");
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  });
})();
