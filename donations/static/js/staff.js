"use strict";
// Lists that follow their filters in place, one key to the search box, boxes ticked together. Never needed.
document.documentElement.classList.add("js");

const TYPING_PAUSE = 350;
const TYPED = "input:is([type=text], [type=search], [type=number], :not([type]))";
let shown = location.pathname + location.search;
let loading;
let pause;

// The list of another address on this page: every part marked data-swap is taken from the answer.
async function show(url, { isTyping = false, isNewPage = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const parts = [...document.querySelectorAll("[data-swap]")];
  parts.forEach((part) => part.setAttribute("aria-busy", "true"));
  const held = document.activeElement?.closest("[data-follow]")?.textContent;
  try {
    const answer = await fetch(url, { signal: loading.signal });
    if (!answer.ok && isTyping) return parts.forEach((part) => part.removeAttribute("aria-busy"));
    if (!answer.ok) throw new Error("the page says what is wrong");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-swap]")) throw new Error("another page");
    history[isTyping ? "replaceState" : "pushState"](null, "", url);
    shown = location.pathname + location.search;
    document.title = page.title;
    for (const part of parts) {
      part.replaceChildren(...(page.getElementById(part.id)?.childNodes ?? []));
      part.removeAttribute("aria-busy");
    }
    if (held) keepPlace(parts, held, isNewPage);
    countTicked();
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(url);
  }
}

// Where the reader was: on the same column's head, or for another page at the top of the list.
function keepPlace(parts, held, isNewPage) {
  const links = parts.flatMap((part) => [...part.querySelectorAll("[data-follow]")]);
  const list = parts.find((part) => part.querySelector("table")) ?? parts[0];
  const same = isNewPage ? null : links.find((link) => link.textContent === held);
  if (!same) list.tabIndex = -1;
  (same ?? list).focus({ preventScroll: true });
  if (isNewPage) list.scrollIntoView();
}

function submitFilters(form, isTyping) {
  clearTimeout(pause);
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  show(`${form.action.split("?")[0]}?${new URLSearchParams(chosen)}`, { isTyping });
}

function filtersOf(target) {
  return target.form?.matches("[data-filters]") && document.querySelector("[data-swap]") ? target.form : null;
}

// A period by name and days written out say the same thing: whichever was chosen last stands.
function clearOtherSpan({ name, value, form }) {
  const others = { period: ["day_from", "day_to"], day_from: ["period"], day_to: ["period"] }[name] ?? [];
  if (!value) return;
  for (const other of others.map((each) => form.elements[each]).filter(Boolean)) {
    other.value = "";
    other.classList.remove("is-set");
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.dataset.tickAll) {
    boxes(target.dataset.tickAll).forEach((box) => { box.checked = target.checked; });
  }
  if (target.form?.matches("[data-bulk]") || target.dataset.tickAll) countTicked();
  if (target.form?.matches("[data-filters]")) clearOtherSpan(target);
  const form = filtersOf(target);
  if (!form) return;
  if (target.closest(".filter")) target.classList.toggle("is-set", target.type !== "checkbox" && Boolean(target.value));
  if (!target.matches(TYPED)) submitFilters(form, false);
});

document.addEventListener("input", ({ target }) => {
  const form = target.matches(TYPED) && filtersOf(target);
  if (!form) return;
  clearTimeout(pause);
  pause = setTimeout(submitFilters, TYPING_PAUSE, form, true);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-filters]") || !document.querySelector("[data-swap]")) return;
  event.preventDefault();
  submitFilters(event.target, false);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-follow]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
  if (!link || !isPlain || !link.closest("[data-swap]")) return;
  event.preventDefault();
  link.focus();
  show(link.href, { isNewPage: Boolean(link.closest(".pager")) });
});

// Back and forth over lists shown in place: the page as the server knows it, filters included.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload();
});

// A key without Ctrl may be in the way of somebody who speaks to their computer: it can be switched off.
const SLASH = "slash";
const isSlashOff = () => localStorage.getItem(SLASH) === "off";

function sayWhetherSlashWorks() {
  const box = document.getElementById("search");
  if (!box) return;
  box.toggleAttribute("aria-keyshortcuts", !isSlashOff());
  if (!isSlashOff()) box.setAttribute("aria-keyshortcuts", "/");
  box.parentElement.querySelector("kbd").hidden = isSlashOff();
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-slash]")) return;
  localStorage.setItem(SLASH, target.checked ? "on" : "off");
  sayWhetherSlashWorks();
});
document.querySelectorAll("[data-slash]").forEach((box) => { box.checked = !isSlashOff(); });
sayWhetherSlashWorks();

document.addEventListener("keydown", (event) => {
  const isWriting = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const box = document.getElementById("search");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting || !box || isSlashOff()) return;
  event.preventDefault();
  box.focus();
  box.select();
});

function boxes(id) {
  return [...document.querySelectorAll(`input[name="chosen"][form="${id}"]`)];
}

// How many rows the act will concern stands in the choice itself.
function countTicked() {
  for (const form of document.querySelectorAll("[data-bulk]")) {
    const count = boxes(form.id).filter((box) => box.checked).length;
    const option = form.elements.scope.options[0];
    option.textContent = `${option.dataset.text} (${count})`;
    const all = document.querySelector(`[data-tick-all="${form.id}"]`);
    if (!all) continue;
    all.checked = count > 0 && count === boxes(form.id).length;
    all.indeterminate = count > 0 && !all.checked;
  }
}

// Long work: looks every second, ever more seldom, and shows the page anew at the end.
async function followWork(part, wait) {
  const answer = document.hidden ? null : await fetch(part.dataset.progress, { cache: "no-store" }).catch(() => null);
  const work = answer?.ok ? await answer.json().catch(() => null) : null;
  if (work?.is_finished) return location.reload();
  if (work) {
    const [text, bar] = [part.querySelector("p"), part.querySelector("progress")];
    if (text.textContent !== work.text) text.textContent = work.text;
    Object.assign(bar, { max: work.total || 1, value: work.done });
  }
  setTimeout(followWork, wait, part, Math.min(wait * 1.2, 10000));
}

countTicked();
document.querySelectorAll("[data-progress]").forEach((part) => followWork(part, 1000));
