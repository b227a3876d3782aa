// Keeps sum, costs and presets true while a visitor chooses. Never needed.
document.documentElement.classList.add("js");

// As the server reads: one mark before the decimals, thousands may be grouped.
const AMOUNT = /^(?<whole>\d{1,12}|\d{1,3}(?<mark>[ \u00a0\u2009\u202f.,'])\d{3}(?:\k<mark>\d{3})*)(?:(?<point>[.,])(?<part>\d+))?$/;

function minorOf(typed, decimals) {
  const { whole = "", mark, point = "", part = "" } = AMOUNT.exec(typed.trim())?.groups ?? {};
  return mark === point || part.length > decimals ? 0 : Number(whole.replace(/\D/g, "") + part.padEnd(decimals, "0"));
}

addEventListener("DOMContentLoaded", () => {
  const [form, presets, summary, coverText] = ["gift", "presets", "summary", "cover_costs-label"].map((id) => document.getElementById(id));
  const { language, currencies, sentences, funds, a_year: aYear } = JSON.parse(form.dataset.pricing);
  const { amount_other: own, currency, frequency, fund, cover_costs: cover, ticket } = form.elements;
  let last = presets.querySelector(":checked");

  // Going back brings a fresh form. The history knows which form stood there: it goes on with the gift it began.
  ticket.value = history.state?.ticket ?? ticket.value;
  history.replaceState({ ticket: ticket.value }, "");

  function showSum() {
    const { decimals, cover: price } = currencies[currency.value];
    const gift = minorOf(own.value || last?.value || "", decimals);
    const total = price && Math.ceil(((gift + price.fixed_minor) * 10000) / (10000 - price.rate_bp));
    const covers = price && cover?.checked;
    const style = { style: "currency", currency: currency.value, useGrouping: true };
    const money = (minor) => (minor / 10 ** decimals).toLocaleString(language === "en" ? "en-GB" : language, style);
    const costs = total - gift;
    const often = frequency?.value ?? "once";
    const words = { costs: money(costs), fund: funds[fund?.value], year: money((covers ? total : gift) * (aYear[often] ?? 1)) };
    const say = (sentence, minor) => sentence.replace(/%\((\w+)\)s/g, (_, name) => words[name] ?? money(minor));
    const sentence = (covers && sentences[`${often}_with_costs`]) || sentences[often];
    summary.textContent = gift ? say(sentence, covers ? total : gift) : summary.dataset.unknown;
    if (!coverText) return;
    coverText.textContent = gift && price ? say(sentences.cover, costs) : coverText.dataset.unknown;
    coverText.parentNode.hidden = !price;
  }

  function showPresets() {
    const place = Math.max([...presets.children].indexOf(last?.parentNode), 0);
    presets.replaceChildren(...currencies[currency.value].presets.map(({ value, label }, index) => {
      const tile = presets.children[0].cloneNode(true);
      const [radio, text] = tile.children;
      Object.assign(radio, { value, checked: index === place && !own.value, id: index ? `amount-${index + 1}` : "amount" });
      text.textContent = label;
      return tile;
    }));
    last = presets.children[place]?.children[0];
  }

  form.addEventListener("input", ({ target }) => {
    if (target === own && last) last.checked = !own.value;
    if (target.name === "amount") [last, own.value] = [target, ""];
    if (target === currency) showPresets();
    showSum();
  });
  // On the way back a browser fills the form in again: with the amounts of another currency than the page came with.
  addEventListener("pageshow", () => {
    last = presets.querySelector(":checked") ?? last;
    if (presets.querySelector("span").textContent !== currencies[currency.value].presets[0].label) showPresets();
    showSum();
  });
});
