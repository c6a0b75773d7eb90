// Searches the pages of a copy without a server: those in which all words begin a word, and of Chinese all pairs of signs
// occur. `copiedPages` of pages.js has each page with its address, heading and text.
"use strict";

(() => {
  const SHOWN = 100;
  const BEFORE = 60;
  const LENGTH = 220;
  const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
  const HAN = /^\p{Script=Han}/u;

  const pairsOf = (run) => {
    const signs = [...run];
    return signs.length < 3 ? [run] : signs.slice(1).map((sign, place) => signs[place] + sign);
  };
  const termsOf = (words) => {
    const runs = words.toLowerCase().match(RUNS) ?? [];
    return [...new Set(runs.flatMap((run) => (HAN.test(run) ? pairsOf(run) : [run])))];
  };
  const patternOf = (term) => new RegExp(HAN.test(term) ? term : `(?<![\\p{L}\\p{N}])${term}`, "giu");
  const countIn = (text, pattern) => text.match(pattern)?.length ?? 0;

  const find = (patterns) => {
    const found = [];
    for (const page of copiedPages) {
      const counts = patterns.map((each) => [countIn(page.title, each), countIn(page.text, each)]);
      if (!counts.every(([title, text]) => title + text)) continue;
      found.push({ page, weight: counts.reduce((sum, [title, text]) => sum + 10 * title + Math.min(text, 5), 0) });
    }
    return found.sort((a, b) => b.weight - a.weight).map(({ page }) => page);
  };

  const excerpt = (text, patterns) => {
    const at = Math.max(0, Math.min(...patterns.map((each) => text.search(each)).filter((place) => place >= 0)) - BEFORE);
    const start = Number.isFinite(at) ? at : 0;
    const words = text.slice(start, start + LENGTH);
    return `${start ? "…" : ""}${words}${start + LENGTH < text.length ? "…" : ""}`;
  };

  const row = (page, patterns) => {
    const link = Object.assign(document.createElement("a"), { href: `../${page.file}`, textContent: page.title });
    const heading = Object.assign(document.createElement("p"), { className: "development-title" });
    heading.append(link);
    const item = Object.assign(document.createElement("li"), { className: "development" });
    item.append(heading, Object.assign(document.createElement("p"), { textContent: excerpt(page.text, patterns) }));
    return item;
  };

  const words = new URLSearchParams(location.search).get("q") ?? "";
  for (const box of document.querySelectorAll("input[name='q']")) box.value = words;
  const patterns = termsOf(words).map(patternOf);
  if (!patterns.length) return;
  const found = find(patterns);
  const count = document.getElementById("count");
  count.textContent = found.length ? `${count.dataset.some} ${found.length}` : count.dataset.none;
  document.getElementById("found").replaceChildren(...found.slice(0, SHOWN).map((page) => row(page, patterns)));
})();
