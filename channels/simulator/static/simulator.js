// Makes the page live; without it, the same forms send and come back to the page.
"use strict";

const EVERY = 1000; // milliseconds between two looks
const SOON = 250; // while an answer is awaited
const ENTER = "Enter";
const NEAR = 40; // pixels

const composer = document.querySelector(".composer");
const text = document.getElementById("text");
const log = document.querySelector(".log");
const phone = document.getElementById("phone").value;

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
let sent = 0; // how often something was sent: what was asked before is old news after

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Bring the live parts of the page to what the server says, touching only what differs. */
function renew(html) {
  const wasAtTheEnd = Math.abs(log.scrollTop) < NEAR; // it grows upwards: its end is at 0
  for (const fresh of parsed(html).querySelectorAll("[data-live]")) {
    const shown = document.getElementById(fresh.id);
    if (shown) bringTo(shown, fresh);
  }
  if (wasAtTheEnd) log.scrollTop = 0; // a browser keeps what was read in its place, and the answer out of sight
  followClock();
}

/** Keep what is the same from the start on: a screen reader then only hears what is new. */
function bringTo(shown, fresh) {
  const before = [...shown.childNodes];
  const after = [...fresh.childNodes];
  const known = new Set([...shown.querySelectorAll("[id]")].map((element) => element.id));
  const same = after.findIndex((node, at) => !before[at]?.isEqualNode(node));
  if (same === -1 && before.length === after.length) return;
  const kept = same === -1 ? after.length : same;
  before.slice(kept).forEach((node) => node.remove());
  shown.append(...after.slice(kept));
  shown.querySelectorAll("li[id]").forEach((item) => known.has(item.id) || welcome(item));
}

function welcome(item) {
  if (calm) return;
  item.animate([{ opacity: 0, transform: "translateY(6px)" }, { opacity: 1, transform: "none" }], { duration: 220, easing: "ease-out" });
}

/** The date field goes along with the clock, unless somebody is writing in it. */
function followClock() {
  const field = document.getElementById("to");
  if (document.activeElement !== field) field.value = document.querySelector("#now time").dateTime;
}

function say(field, words) {
  const line = document.createElement("p");
  line.textContent = words;
  document.getElementById(`notice-${field}`).replaceChildren(...(words ? [line] : []));
}

/** Send a form; the answer is the page itself, with what went wrong if anything did. */
async function send(form, pressed) {
  const field = form.action.endsWith("/clock") ? "clock" : "text";
  const isComposer = form === composer;
  const body = new URLSearchParams(new FormData(form, pressed));
  if (isComposer) text.readOnly = true;
  sent += 1;
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    sent += 1;
    renew(await answer.text());
    if (answer.ok && isComposer) text.value = "";
    if (field === "text") log.scrollTop = log.scrollHeight;
  } catch {
    say(field, "Pas de connexion : rien n'est parti. Réessayez.");
  } finally {
    if (isComposer) text.readOnly = false;
  }
}

async function look() {
  const before = sent;
  const answer = await fetch(`/demo/fragment?${new URLSearchParams({ phone })}`);
  const html = await answer.text();
  if (answer.ok && sent === before) renew(html);
  document.body.classList.toggle("cut-off", !answer.ok);
}

async function keepLooking() {
  if (!document.hidden) await look().catch(() => document.body.classList.add("cut-off"));
  setTimeout(keepLooking, document.getElementById("awaited") ? SOON : EVERY);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-fetch]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

text.addEventListener("keydown", (event) => {
  if (event.key !== ENTER || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!text.readOnly) composer.requestSubmit();
});

document.querySelector("[data-submits]").addEventListener("change", (event) => event.target.form.submit());
document.documentElement.classList.add("live");
if (matchMedia("(hover: hover)").matches) text.focus({ preventScroll: true }); // else a keyboard would cover the page
setTimeout(keepLooking, EVERY);
