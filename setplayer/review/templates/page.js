"use strict";
(() => {
  const id = (name) => document.getElementById(name);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const root = document.documentElement;
  root.classList.add("js");

  // ---- moving through time

  const slider = id("slider");
  const phases = all("h3[data-at]"), pieces = all("#pieces tr"), moments = all(".moments li"), bars = all("#strip i");
  const at = (element) => Number(element.dataset.at);
  const latest = (list, t) => list.filter((element) => at(element) <= t).pop();
  const clock = (t) => {
    const h = Math.floor(t / 3600), m = Math.floor(t / 60) % 60, s = String(t % 60).padStart(2, "0");
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  };
  const name = (element, selector) => (element ? element.querySelector(selector).textContent : "");

  const show = () => {
    const t = Number(slider.value), piece = latest(pieces, t);
    const text = [clock(t), name(latest(phases, t), "b"), name(piece, "td span")].filter(Boolean).join(" · ");
    id("now").textContent = text;
    slider.setAttribute("aria-valuetext", text);
    root.classList.add("moved");
    id("head").style.left = `${(100 * t) / slider.max}%`;
    const near = Math.max(30, slider.max / 120);
    pieces.forEach((row) => row.classList.toggle("on", row === piece));
    bars.forEach((bar, n) => bar.classList.toggle("on", pieces[n] === piece));
    moments.forEach((line) => line.classList.toggle("on", Math.abs(at(line) - t) <= near));
  };

  if (slider) {
    slider.addEventListener("input", show);
    slider.setAttribute("aria-valuetext", clock(0));
    id("plot").addEventListener("click", (event) => {
      const box = id("plot").getBoundingClientRect();
      slider.value = ((event.clientX - box.left) / box.width) * slider.max;
      show();
    });
  }

  // ---- the journal: kept in this browser as it is written, and in the copies that are saved

  const kept = JSON.parse(id("kept").textContent);
  const place = `setplayer-journal-${kept.key}`;
  const fields = all("textarea");
  const say = (text) => { id("said").textContent = text; };
  let unsaved = false;

  const stored = () => {
    try { return JSON.parse(localStorage.getItem(place)); } catch { return null; }
  };
  const journal = () => ({
    at: Date.now(),
    words: Object.fromEntries(fields.map((field) => [field.id, field.value])),
  });
  const mirror = (field) => { field.nextElementSibling.textContent = field.value; };
  const fill = (words) => fields.forEach((field) => {
    field.value = typeof words[field.id] === "string" ? words[field.id] : "";
    mirror(field);
  });
  const keep = () => {
    try {
      localStorage.setItem(place, JSON.stringify(journal()));
      unsaved = false;
    } catch {
      unsaved = true;
      say("This browser cannot keep your words by itself. Use Save a copy before you close the page.");
    }
  };

  // Whichever is newer: this file's own copy, or what this browser kept.
  const newest = [kept.journal, stored()].filter((j) => j && j.words).sort((a, b) => b.at - a.at)[0];
  fill(newest ? newest.words : {});
  fields.forEach((field) => field.addEventListener("input", () => { mirror(field); keep(); }));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  const copy = () => {
    const page = root.cloneNode(true);
    page.classList.remove("js", "moved");
    page.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
    page.querySelectorAll("textarea").forEach((field) => { field.textContent = id(field.id).value; });
    page.querySelectorAll(".printed, #said, #now").forEach((element) => { element.textContent = ""; });
    page.querySelector("#kept").textContent = JSON.stringify({ ...kept, journal: journal() }).replace(/</g, "\\u003c");
    return new Blob(["<!doctype html>\n", page.outerHTML], { type: "text/html" });
  };

  id("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(copy());
    link.download = "my-session.html";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    unsaved = false;
    say("A copy with your words is in your downloads.");
  });
  id("print").addEventListener("click", () => print());
  id("delete").addEventListener("click", () => {
    if (!confirm("Delete what you wrote here? Copies that you saved elsewhere stay as they are.")) return;
    fill({});
    try { localStorage.removeItem(place); } catch { /* nothing was kept */ }
    unsaved = false;
    say("What you wrote here is deleted from this browser.");
  });
})();
