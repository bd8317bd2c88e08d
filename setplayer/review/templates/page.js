"use strict";
(() => {
  const root = document.documentElement;
  const untouched = root.cloneNode(true);
  const id = (name) => document.getElementById(name);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // ---- moving through time

  const slider = id("slider");
  const phases = all("h3[data-at]"), pieces = all("#pieces tr"), moments = all(".moments li"), bars = all("#strip i");
  const at = (element) => Number(element.dataset.at);
  const latest = (list, t) => list.filter((element) => at(element) <= t).pop();
  const clock = (t) => {
    const h = Math.floor(t / 3600), m = Math.floor(t / 60) % 60, s = String(t % 60).padStart(2, "0");
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  };
  const text = (element, selector) => element?.querySelector(selector)?.textContent ?? "";
  const short = (words) => (words.length > 160 ? `${[...words].slice(0, 159).join("").trimEnd()}…` : words);
  const called = (row) => [text(row, "td span"), text(row, "td small")].filter(Boolean).join(", ");

  const show = () => {
    const t = Number(slider.value), near = Math.max(30, slider.max / 120);
    const piece = latest(pieces, t), around = moments.filter((line) => Math.abs(at(line) - t) <= near);
    const nearest = around.sort((a, b) => Math.abs(at(a) - t) - Math.abs(at(b) - t))[0];
    const told = {
      at: clock(t),
      phase: text(latest(phases, t), "b"),
      piece: called(piece),
      moment: nearest ? `${text(nearest, "time")} ${short(text(nearest, "span"))}` : "",
    };
    for (const [name, words] of Object.entries(told)) id(`now-${name}`).textContent = words;
    slider.setAttribute("aria-valuetext", Object.values(told).filter(Boolean).join(", "));
    id("head").style.left = `${(100 * t) / slider.max}%`;
    pieces.forEach((row) => row.classList.toggle("on", row === piece));
    bars.forEach((bar, n) => bar.classList.toggle("on", pieces[n] === piece));
    moments.forEach((line) => line.classList.toggle("on", around.includes(line)));
  };

  if (slider) {
    show();
    slider.addEventListener("input", show);
    id("plot").addEventListener("click", (event) => {
      const box = id("plot").getBoundingClientRect();
      slider.value = ((event.clientX - box.left) / box.width) * slider.max;
      show();
    });
  }

  // ---- the journal: kept in this browser as it is written, and in the copies that are saved

  const session = id("journal").dataset.session;
  const place = `setplayer-journal-${session}`;
  const fields = all("textarea");
  const locked = typeof window.setplayerKeep === "function";
  let unsaved = false;

  const say = (words) => { if (id("said").textContent !== words) id("said").textContent = words; };
  const tell = (keeps) => all("[data-keeps]").forEach((line) => { line.hidden = line.dataset.keeps !== keeps; });
  const read = (json) => {
    try { return JSON.parse(json); } catch { return null; }
  };
  const storage = () => {
    if (locked) return null;
    try {
      localStorage.setItem("setplayer", "");
      localStorage.removeItem("setplayer");
      return localStorage;
    } catch { return null; }
  };
  const journal = () => ({
    session_id: session,
    saved_at: new Date().toISOString(),
    answers: Object.fromEntries(fields.map((field) => [field.name, field.value])),
  });
  const mirror = (field) => { field.nextElementSibling.textContent = field.value; };
  const fill = (answers) => fields.forEach((field) => {
    field.value = typeof answers[field.name] === "string" ? answers[field.name] : "";
    mirror(field);
  });

  const kept = storage();
  const ofCopy = read(id("setplayer-journal")?.textContent ?? "");
  const stored = () => read(kept?.getItem(place) ?? "");
  const keep = () => {
    try {
      // Another page of this session may have asked other questions: what was answered there stays.
      const mine = journal(), before = stored()?.answers;
      kept.setItem(place, JSON.stringify({ ...mine, answers: { ...before, ...mine.answers } }));
      unsaved = false;
      say("Kept in this browser.");
    } catch {
      unsaved = true;
      tell(locked ? "locked" : "nothing");
      say("Not saved yet.");
    }
  };

  tell(locked ? "locked" : kept ? "browser" : "nothing");
  // Whichever is newer: this file's own copy, or what this browser kept.
  const newest = [ofCopy, stored()].filter((j) => j?.answers)
    .sort((a, b) => Date.parse(b.saved_at) - Date.parse(a.saved_at))[0];
  fill(newest?.answers ?? {});
  fields.forEach((field) => field.addEventListener("input", () => { mirror(field); keep(); }));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  const copy = () => {
    const page = untouched.cloneNode(true), element = document.createElement("script");
    page.querySelectorAll("textarea").forEach((field) => { field.textContent = id(field.id).value; });
    page.querySelector("#setplayer-journal")?.remove();
    element.type = "application/json";
    element.id = "setplayer-journal";
    element.textContent = JSON.stringify(journal()).replace(/</g, "\\u003c");
    page.querySelector("main").after(element);
    return `<!doctype html>\n${page.outerHTML}\n`;
  };
  const download = (page) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    link.download = "my-session.html";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  window.setplayerPage = { copy };

  id("save").addEventListener("click", async () => {
    try {
      await (window.setplayerKeep ?? download)(copy());
      unsaved = false;
      say("A copy with your words is in your downloads.");
    } catch {
      say("The copy could not be saved. Print the page instead, so that your words are not lost.");
    }
  });
  id("print").addEventListener("click", () => print());

  id("delete").addEventListener("click", () => {
    id("of-copy").hidden = !ofCopy;
    id("sure").showModal();
    id("delete-not").focus();
  });
  id("delete-not").addEventListener("click", () => id("sure").close());
  id("delete-now").addEventListener("click", () => {
    fill({});
    kept?.removeItem(place);
    // A copy that is opened again must not bring back what was deleted.
    if (ofCopy) kept?.setItem(place, JSON.stringify(journal()));
    unsaved = false;
    id("sure").close();
    say("What you wrote here is deleted.");
  });

  // Last: a browser that fails before this shows the page as it reads without scripts.
  root.classList.add("js");
})();
