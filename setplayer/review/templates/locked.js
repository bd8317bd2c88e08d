"use strict";
(() => {
  const id = (name) => document.getElementById(name);
  const shell = document.documentElement.cloneNode(true);
  const box = JSON.parse(id("locked").textContent);
  const about = new TextEncoder().encode("setplayer-page-1");
  const step = 65536;

  const say = (words) => { id("said").textContent = words; };
  const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const base64 = (data) => {
    let text = "";
    for (const byte of new Uint8Array(data)) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const letters = (words) => words.normalize("NFKC").toLowerCase().replace(/[^a-z]/g, "");

  const secretOf = (words) => {
    const typed = new TextEncoder().encode(letters(words));
    return crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  };
  const keyOf = (secret, salt, use) => crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: box.rounds }, secret,
    { name: "AES-GCM", length: 256 }, false, [use],
  );
  const opened = async (secret) => {
    const key = await keyOf(secret, bytes(box.salt), "decrypt");
    const how = { name: "AES-GCM", iv: bytes(box.nonce), additionalData: about };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, key, bytes(box.sealed))).trimEnd();
  };
  const locked = async (secret, page) => {
    const salt = crypto.getRandomValues(new Uint8Array(16)), nonce = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(page);
    const plain = new Uint8Array(Math.ceil(text.length / step) * step).fill(10);
    plain.set(text);
    const key = await keyOf(secret, salt, "encrypt");
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: about }, key, plain);
    const file = shell.cloneNode(true);
    file.querySelector("#locked").textContent = JSON.stringify(
      { rounds: box.rounds, salt: base64(salt), nonce: base64(nonce), sealed: base64(sealed) },
    );
    return `<!doctype html>\n${file.outerHTML}\n`;
  };
  const download = (file) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file], { type: "text/html" }));
    link.download = "my-session.html";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  id("form").hidden = false;
  if (!globalThis.crypto?.subtle) {
    id("form").hidden = true;
    say("This browser cannot open it from here. Save the file on a computer, and open it there with a current browser.");
    return;
  }
  id("show").addEventListener("change", () => { id("words").type = id("show").checked ? "text" : "password"; });
  id("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    say("Opening…");
    id("open").disabled = true;
    try {
      const secret = await secretOf(id("words").value), page = await opened(secret);
      // The page finds this, and so keeps nothing in the browser: its copies are locked by the same words.
      window.setplayerKeep = async (copy) => download(await locked(secret, copy));
      document.open();
      document.write(page);
      document.close();
    } catch {
      say("These words do not open it. Check them, and try again.");
      id("open").disabled = false;
      id("words").focus();
    }
  });
})();
