// What is written is not lost: kept in the browser at each key, on the desk a second after the last one.
// Every page works without this file.
(() => {
  "use strict";
  const PREFIX = "saule:text:";
  const MOST_AGE = 30 * 24 * 3600 * 1000;
  const PAUSE = 1000;
  const AGAIN = 5000;

  const held = {
    get(key) {
      try {
        const found = JSON.parse(localStorage.getItem(PREFIX + key));
        return found && Date.now() - found.at < MOST_AGE ? found : null;
      } catch { return null; }
    },
    set(key, value) { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* forbidden */ } },
  };

  const say = (area, words) => {
    const place = document.getElementById(area.dataset.status);
    if (place && words) place.textContent = words;
  };

  // The text is on the desk: what the browser holds of it is not needed any more.
  const saved = (area, text) => { if (held.get(area.dataset.local)?.text === text) held.drop(area.dataset.local); };

  const hold = (area) => {
    const form = area.form;
    held.set(area.dataset.local, { text: area.value, at: Date.now(), window: form?.elements.window?.value ?? "" });
  };

  // A text that an earlier page could not save, if there is one: offered, never put in by itself.
  const left = (area) => {
    const key = area.dataset.local;
    const sent = (area.dataset.sent ?? "").split(" ");
    const [older, newer] = [held.get(`${key}:left`), held.get(key)]
      .map((one) => (one && one.text.trim() && !(one.window && sent.includes(one.window)) && !area.value.startsWith(one.text) ? one : null));
    held.drop(key);
    held.drop(`${key}:left`);
    if (!older && !newer) return null;
    const apart = older && newer && !newer.text.startsWith(older.text);
    const text = apart ? `${older.text}\n\n${newer.text}` : (newer ?? older).text;
    const found = { text, at: (newer ?? older).at };
    held.set(`${key}:left`, found);
    return found;
  };

  const offer = (area) => {
    const box = document.querySelector(`[data-unsaved="${area.id}"]`);
    const found = box && left(area);
    if (!found) return;
    const when = new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    const said = box.querySelector("[data-said]");
    said.textContent = said.dataset.said.replace("{when}", when);
    box.querySelector("pre").textContent = found.text;
    box.hidden = false;
    const done = () => { held.drop(`${area.dataset.local}:left`); box.hidden = true; area.focus(); };
    box.querySelector("[data-let-go]").addEventListener("click", done);
    box.querySelector("[data-take]").addEventListener("click", () => {
      const there = area.value.trim();
      area.value = there && !found.text.startsWith(there) ? `${found.text}\n\n${area.value}` : found.text;
      hold(area);
      done();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  for (const area of document.querySelectorAll("textarea[data-local]")) {
    offer(area);
    area.addEventListener("input", () => hold(area));
  }

  // The answer to a matter saves itself with htmx; this tells what became of it.
  let posted = "";
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.dataset?.local) posted = event.target.value; });
  document.addEventListener("htmx:afterRequest", (event) => {
    const area = event.target;
    if (!area.dataset?.local) return;
    if (event.detail.successful) saved(area, posted);
    else say(area, area.dataset.lost);
  });

  // The reply saves itself here.
  const form = document.querySelector("form[data-draft]");
  const area = form?.querySelector("textarea[data-local]");
  if (area) {
    let timer = 0;
    let busy = false;
    let leaving = false;
    let known = area.defaultValue;

    const post = (text) => fetch(form.dataset.draft, {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: new URLSearchParams({ body: text, version: form.elements.version.value, window: form.elements.window.value }),
    });

    const settle = async (answer, text) => {
      if (answer.type === "opaqueredirect" || answer.status === 403) { say(area, area.dataset.signedOut); return; }
      if (answer.status >= 500) throw new Error("not saved");
      const told = await answer.json();
      say(area, told.words);
      if (answer.ok) { known = text; form.elements.version.value = told.version; saved(area, text); }
      if (answer.status === 410) { known = text; held.drop(area.dataset.local); }
    };

    const later = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };

    const save = async () => {
      clearTimeout(timer);
      if (leaving || busy || area.value === known) return;
      busy = true;
      const text = area.value;
      let wait = PAUSE;
      try { await settle(await post(text), text); } catch { say(area, area.dataset.lost); wait = AGAIN; }
      busy = false;
      // Again if more was written meanwhile, or if the connection was lost; what the desk refused waits for a key.
      if (area.value !== known && (wait === AGAIN || area.value !== text)) later(wait);
    };

    // “Saved” is only said of what stands there.
    area.addEventListener("input", () => { say(area, area.dataset.saving); later(PAUSE); });
    area.addEventListener("blur", save);
    window.addEventListener("online", save);

    form.addEventListener("submit", (event) => {
      leaving = true;
      clearTimeout(timer);
      if (event.submitter?.matches("[data-drop]")) held.drop(area.dataset.local);
      else if (area.value.trim()) hold(area);
    });
    // Back from another page (or from one that never came): writing goes on.
    window.addEventListener("pageshow", () => { leaving = false; });

    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const button = form.querySelector("[data-send]");
      if (button) form.requestSubmit(button);
    });
  }

  // Files go up as soon as they are chosen.
  for (const files of document.querySelectorAll("input[data-files]")) {
    const button = files.form.querySelector("[data-keep]");
    files.addEventListener("change", () => { if (files.files.length) files.form.requestSubmit(button); });
  }

  // How long a reply can still be called back.
  for (const place of document.querySelectorAll("[data-leaves]")) {
    const end = performance.now() + Number(place.dataset.leaves) * 1000;
    const tick = () => {
      const rest = Math.ceil((end - performance.now()) / 1000);
      place.textContent = rest > 0 ? place.dataset.words.replace("{n}", rest) : place.dataset.gone;
      if (rest > 0) setTimeout(tick, 250);
    };
    tick();
  }

  // Saved replies: searched and put in where one writes, instead of the list for those without script.
  const menu = document.querySelector("dialog[data-saved]");
  const opener = document.querySelector("[data-open-saved]");
  if (menu && opener && area) {
    document.querySelector("[data-without-script]").hidden = true;
    opener.hidden = false;
    const search = menu.querySelector("input");
    const items = [...menu.querySelectorAll(".choices li")];
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const sift = () => {
      const words = plain(search.value).split(/\s+/);
      items.forEach((item) => { item.hidden = !words.every((word) => plain(item.textContent).includes(word)); });
    };
    opener.addEventListener("click", () => { search.value = ""; sift(); menu.showModal(); search.focus(); });
    search.addEventListener("input", sift);
    menu.addEventListener("keydown", (event) => {
      const shown = items.filter((item) => !item.hidden).map((item) => item.querySelector("button"));
      const at = shown.indexOf(document.activeElement);
      const move = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
      if (move !== undefined) { event.preventDefault(); (shown[move] ?? search).focus(); }
      if (event.key === "Enter" && event.target === search) { event.preventDefault(); shown[0]?.click(); }
    });
    menu.addEventListener("click", async (event) => {
      const button = event.target.closest(".choices button");
      if (!button) return;
      try {
        const answer = await fetch(menu.dataset.insert, {
          method: "POST",
          redirect: "manual",
          headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
          body: new URLSearchParams({ saved: button.value }),
        });
        const { text } = await answer.json();
        menu.close();
        area.focus();
        const before = area.value.slice(0, area.selectionStart);
        const apart = before.trim() && !before.endsWith("\n") ? "\n\n" : "";
        area.setRangeText(apart + text, area.selectionStart, area.selectionEnd, "end");
        area.dispatchEvent(new Event("input", { bubbles: true }));
      } catch {
        const place = menu.querySelector("[data-lost]");
        place.textContent = place.dataset.lost;
      }
    });
  }
})();
