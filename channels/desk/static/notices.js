// The report of a notice asks for news by itself while there may be any; without this script the page has a link for it.
const live = document.getElementById("live");
const EVERY = 2000; // milliseconds

async function refresh() {
  const answer = await fetch(live.dataset.state, { credentials: "same-origin", redirect: "error" }).catch(() => null);
  if (answer !== null && answer.ok) {
    live.innerHTML = await answer.text();
    if (live.querySelector("progress").value >= live.querySelector("progress").max) document.getElementById("stop")?.remove();
  }
  watch();
}

function watch() {
  if (live.querySelector("[data-watched=yes]") !== null) setTimeout(refresh, EVERY);
}

watch();
