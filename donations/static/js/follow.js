"use strict";
// Looks, ever more seldom, whether the payment has moved on, and shows the page anew when it has.
const { status: address, state: shown } = document.currentScript.dataset;
const LONGEST_PAUSE = 30000;
const PATIENCE = 40;

async function look(pause, left) {
  const answer = document.hidden ? null : await fetch(address, { cache: "no-store" }).catch(() => null);
  const now = answer?.ok ? await answer.json().catch(() => null) : null;
  if (now && (now.changed || now.state !== shown)) location.reload();
  else if (left) setTimeout(look, pause, Math.min(pause * 1.4, LONGEST_PAUSE), left - 1);
}

setTimeout(look, 1500, 2000, PATIENCE);
