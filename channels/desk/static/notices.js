// The report of a notice brings itself up to date while there may be news; without this script the page has a link for it.
const EVERY = 2000; // milliseconds

async function refresh() {
  const answer = await fetch(location.href, { redirect: "error" }).catch(() => null);
  if (answer !== null && answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  watch();
}

function show(news) {
  const focused = document.activeElement?.getAttribute("href");
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = news.getElementById(part.id);
    if (fresh === null || fresh.innerHTML === part.innerHTML) continue;
    part.replaceChildren(...fresh.childNodes);
    if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
  if (news.getElementById("stop") === null) document.getElementById("stop")?.remove();
}

function watch() {
  if (document.querySelector("[data-watched=yes]") !== null) setTimeout(refresh, EVERY);
}

watch();
