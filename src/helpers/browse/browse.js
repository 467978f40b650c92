"use strict";
// Makes the parts of a page that carry data-browse work. Texts of articles are untrusted: they are only ever set as
// text, and looked up in Maps, which no word ("__proto__") can break. Without this script the parts are plain tables.
(() => {
  const collator = new Intl.Collator("en");
  const fold = (text) => text.normalize("NFC").toLowerCase();
  const wordsOf = (text) => fold(text).replace(/[^\p{L}\p{N}\s]/gu, "").split(/\s+/).filter(Boolean);
  const ENDING = /^['’‘ʼ]s?(?!\p{L})/u; // of a possessive, which is no word of its own
  const byRow = (value) => value.toLocaleString("en");
  const counted = (count, noun) => `${byRow(count)} ${noun}${count === 1 ? "" : "s"}`;

  /** Make an element; children that are text stay text. */
  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /** Make a list to choose from; its value is the position of the choice, empty for the first one. */
  function makeSelect(label, first, choices) {
    const select = make("select");
    if (first) select.append(make("option", { value: "", textContent: first }));
    choices.forEach((choice, value) => select.append(make("option", { value, textContent: choice || "–" })));
    return [make("label", {}, label, " ", select), select];
  }

  function makeSearch(label) {
    const input = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    return [make("label", {}, label, " ", input), input];
  }

  /** Make a button that shows all of a list or the first ones, and a function that cuts the list accordingly. */
  function makeShowAll(first, update) {
    const button = make("button", { type: "button" });
    let cut = true;
    button.addEventListener("click", () => {
      cut = !cut;
      update();
    });
    const cutTo = (found) => {
      button.hidden = found.length <= first;
      button.textContent = cut ? `Show all ${byRow(found.length)}` : `Show the first ${byRow(first)}`;
      return cut ? found.slice(0, first) : found;
    };
    return [button, cutTo];
  }

  // Concordance ------------------------------------------------------------------------------------------------------

  function readLine(row, position) {
    const text = (name) => row.querySelector(`td.${name}`).textContent;
    return {
      row,
      source: row.dataset.source,
      query: row.dataset.query,
      text: fold(`${text("left")} ${text("word")} ${text("right")}`),
      keys: [
        "",
        wordsOf(text("left")).reverse().join(" "),
        wordsOf(text("right").replace(ENDING, "")).join(" "),
        row.dataset.source,
        text("date") || "9999", // undated lines last
      ],
      position,
    };
  }

  const ORDERS = ["text order", "word before", "word after", "source", "date"]; // as in keys

  function openConcordance(part) {
    const body = part.querySelector("tbody");
    const lines = [...part.querySelectorAll("tbody tr[data-query]")].map(readLine);
    const open = body.rows.length;
    if (lines.length < 2) return;
    part.querySelector("details")?.remove();
    const distinct = (name) => [...new Set(lines.map((line) => line[name]))].sort(collator.compare);
    const [sources, queries] = [distinct("source"), distinct("query")];
    const [searchLabel, search] = makeSearch("Search");
    const [sourceLabel, source] = makeSelect("Source", "all", sources);
    const [queryLabel, query] = makeSelect("Word", "all", queries);
    const [orderLabel, order] = makeSelect("Sort by", "", ORDERS);
    const status = make("output");
    const [all, cutTo] = makeShowAll(open, update);

    function update() {
      const wanted = fold(search.value.trim());
      const fits = (line) =>
        line.text.includes(wanted) &&
        (source.value === "" || line.source === sources[source.value]) &&
        (query.value === "" || line.query === queries[query.value]);
      const by = Number(order.value);
      const compare = (a, b) => collator.compare(a.keys[by], b.keys[by]) || a.position - b.position;
      const found = lines.filter(fits).sort(compare);
      body.replaceChildren(...cutTo(found).map((line) => line.row));
      status.textContent = `${byRow(found.length)} of ${counted(lines.length, "line")}`;
    }

    for (const control of [search, source, query, order]) control.addEventListener("input", update);
    const controls = [searchLabel];
    if (queries.length > 1) controls.push(queryLabel);
    if (sources.length > 1) controls.push(sourceLabel);
    part.querySelector(".scroll").before(make("div", { className: "controls" }, ...controls, orderLabel, status));
    part.append(all);
    update();
    showKeywords(part.querySelector(".scroll"));
  }

  /** Scroll a box whose lines are wider than it, so that the keywords are seen. */
  function showKeywords(box) {
    const word = box.querySelector("td.word");
    if (!word || box.scrollWidth <= box.clientWidth) return;
    box.scrollLeft = word.offsetLeft + word.offsetWidth / 2 - box.clientWidth / 2;
  }

  // Table ------------------------------------------------------------------------------------------------------------

  const EMPTY = "\u2013"; // how a cell without a value is shown
  const numberOf = (text) => Number(text.replace(/,/g, "").replace("\u2212", "-"));

  function readRow(row, position) {
    const cells = [...row.cells].map((cell) => cell.textContent);
    return { row, cells, text: fold(cells.join("\n")), position }; // no search holds a break, so none spans two cells
  }

  /** Compare rows by a column, numbers as numbers; empty cells are last, whichever the direction. */
  function compareBy(column, isNumeric, direction) {
    const compare = isNumeric ? (a, b) => numberOf(a) - numberOf(b) : collator.compare;
    return (one, other) => {
      const [a, b] = [one.cells[column], other.cells[column]];
      const gap = (a === EMPTY) - (b === EMPTY);
      return gap || (a === EMPTY ? 0 : direction * compare(a, b)) || one.position - other.position;
    };
  }

  function openTable(part) {
    const body = part.querySelector("tbody");
    const open = body.rows.length;
    const rows = [...part.querySelectorAll("tbody tr")].map(readRow);
    if (rows.length < 2) return;
    part.querySelector("details")?.remove();
    const heads = [...part.querySelectorAll("thead th")];
    const [searchLabel, search] = makeSearch("Filter");
    const status = make("output");
    const [all, cutTo] = makeShowAll(open, update);
    let compare = (a, b) => a.position - b.position;

    function update() {
      const wanted = fold(search.value.trim());
      const shown = cutTo(rows.filter((row) => row.text.includes(wanted)).sort(compare));
      body.replaceChildren(...shown.map((row) => row.row));
      status.textContent = `${byRow(shown.length)} of ${counted(rows.length, "row")} shown`;
    }

    heads.forEach((head, column) => {
      const isNumeric = rows.some(({ row }) => row.cells[column].classList.contains("number"));
      const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const before = head.ariaSort;
        const isUp = before ? before === "descending" : !isNumeric; // of numbers, the largest first
        for (const other of heads) other.removeAttribute("aria-sort");
        head.ariaSort = isUp ? "ascending" : "descending";
        compare = compareBy(column, isNumeric, isUp ? 1 : -1);
        update();
      });
    });
    if (rows.length > open) { // else all are in sight
      search.addEventListener("input", update);
      part.querySelector(".scroll").before(make("div", { className: "controls" }, searchLabel, status));
      part.append(all);
    }
    update();
  }

  // Pairs ------------------------------------------------------------------------------------------------------------

  function openPairs(part) {
    const pairs = [...part.querySelectorAll("details")].map((pair) => ({ pair, text: fold(pair.textContent) }));
    const [searchLabel, search] = makeSearch("Search names and sentences");
    const status = make("output");

    function update() {
      const wanted = fold(search.value.trim());
      for (const { pair, text } of pairs) pair.hidden = !text.includes(wanted);
      const shown = pairs.filter(({ pair }) => !pair.hidden).length;
      status.textContent = `${byRow(shown)} of ${counted(pairs.length, "pair")} shown`;
    }

    search.addEventListener("input", update);
    part.querySelector("details").before(make("div", { className: "controls" }, searchLabel, status));
    update();
  }

  // Scatter ----------------------------------------------------------------------------------------------------------

  // Ochre and teal of ColorBrewer's BrBG: told apart by colour-blind readers, and no colours of targets
  const COLORS = new Map([[1, "--side-one"], [-1, "--side-two"], [0, "--side-none"]]);
  const INK = "--ink", FAINT = "--faint", PALE = "--line", TINT = "--tint", GROUND = "--ground";
  const theme = matchMedia("(prefers-color-scheme: dark)");
  const readColor = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const FONT = "12px system-ui, sans-serif";
  const LEFT = 48, BOTTOM = 40, EDGE = 12, STRIP = 30; // pixels around the plot; the strip holds rates of 0
  const CROWD = 11; // pixels that words of the same counts are spread over, at most
  const NEAR = 16; // pixels from a word at which it is meant
  const MOST_BUTTONS = 30, TOP_BUTTONS = 10, MOST_SIDE = 40;

  const ONE = "¹", ONE_MEANS = "¹ all its occurrences in the corpus are in one article";

  function readTerm(words, record, rank) {
    const [term, count, countAgainst, articles, articlesAgainst, lrc, one] = record;
    const times = [count, countAgainst];
    const per = (value, side) => value / Math.max(words[side], 1);
    const rates = times.map((value, side) => per(value * 10000, side));
    const plus = times.includes(0) ? 0.5 : 0; // as in helpers.keywords.log_ratio
    let logRatio = Math.log2(per(count + plus, 0) / per(countAgainst + plus, 1));
    if (count === 0) logRatio = Math.min(logRatio, 0);
    if (countAgainst === 0) logRatio = Math.max(logRatio, 0);
    const mark = one ? ONE : "";
    return { term, times, rates, articles: [articles, articlesAgainst], logRatio, lrc, mark, rank, key: fold(term) };
  }

  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
  const signed = (value) => (value > 0 ? "+" : "") + value.toFixed(2).replace("-", "\u2212");
  const isolated = (text) => make("bdi", { textContent: text });

  function tellSide(term, side, names) {
    const { times, rates, articles } = term;
    if (times[side] === 0) return ["never in ", isolated(names[side])];
    const often = times[side] === 1 ? "once" : `${byRow(times[side])} times`;
    const held = articles[side] === null ? "" : `, in ${counted(articles[side], "article")}`;
    return [`${often} in `, isolated(names[side]), ` (${number.format(rates[side])} per 10,000 words${held})`];
  }

  /** Tell the numbers of a word as sentences. */
  function tell(term, names) {
    const parts = [make("strong", {}, isolated(term.term)), " stands ", ...tellSide(term, 0, names), " and "];
    parts.push(...tellSide(term, 1, names), ". ");
    if (term.lrc === null) return parts;
    const times = number.format(Math.max(...term.rates) / Math.min(...term.rates));
    const more = isolated(names[term.logRatio > 0 ? 0 : 1]);
    if (term.times.includes(0)) parts.push(`Log ratio ${signed(term.logRatio)}, with 0.5 added to both counts`);
    else if (term.logRatio === 0) parts.push("The rates are equal");
    else parts.push(`The rate is ${times} times as high in `, more, ` (log ratio ${signed(term.logRatio)})`);
    const least = number.format(2 ** Math.abs(term.lrc));
    if (term.lrc === 0) parts.push(", but its interval holds 0: the rates may as well be equal.");
    else parts.push(`; by its interval at least ${least} times (${signed(term.lrc)}).`);
    if (term.mark) parts.push(" All its occurrences in the corpus are in one article.");
    return parts;
  }

  function makeLines(term, lines, sources) {
    const total = Math.max(term.times[0] + term.times[1], lines.length);
    const shown = `${byRow(lines.length)} of ${counted(total, "line")} shown`;
    const none = "No line on this page; the CSV of the concordance or the lab has them.";
    const note = make("p", { className: "note" }, lines.length ? shown : none);
    if (lines.length === 0) return [note];
    const cell = (className, ...content) => make("td", { className }, ...content);
    const rows = lines.map(([source, left, right, word = term.term]) =>
      make(
        "tr",
        {},
        cell("source", sources[source]),
        cell("left", left),
        cell("word", make("strong", {}, word)),
        cell("right", right),
      ),
    );
    const heads = ["source", "left", "keyword", "right"].map((name) =>
      make("th", { scope: "col", className: name, textContent: name }),
    );
    const [head, body] = [make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)];
    const look = { className: "scroll lines", tabIndex: 0, role: "region", ariaLabel: "Lines of the word" };
    return [make("div", look, make("table", { className: "kwic" }, head, body)), note];
  }

  /** Lay out the axes: both have the same scale, and a strip for rates of 0 before it. */
  function layOut(terms, width) {
    const positive = terms.flatMap((term) => term.rates).filter((rate) => rate > 0);
    let low = Infinity, high = 0;
    for (const rate of positive) [low, high] = [Math.min(low, rate), Math.max(high, rate)];
    const widen = Math.max(1.25, Math.sqrt(10 / (high / low))); // no less than a factor of ten
    [low, high] = [low / widen, high * widen];
    const length = width - LEFT - STRIP - EDGE;
    const along = (rate) => (rate > 0 ? STRIP + (Math.log(rate / low) / Math.log(high / low)) * length : STRIP / 2);
    const height = EDGE + length + STRIP + BOTTOM;
    const x = (rate) => LEFT + along(rate);
    const y = (rate) => height - BOTTOM - along(rate);
    return { low, high, width, height, x, y };
  }

  /** Place words, those of the same counts around one another like the seeds of a sunflower. */
  function placeTerms(terms, axes) {
    const crowds = new Map();
    const cellOf = (term) => term.times.join();
    for (const term of terms) crowds.set(cellOf(term), { size: (crowds.get(cellOf(term))?.size ?? 0) + 1, placed: 0 });
    for (const term of terms) {
      const crowd = crowds.get(cellOf(term));
      const turn = crowd.placed++;
      const radius = Math.min(3, CROWD / Math.sqrt(crowd.size)) * Math.sqrt(turn);
      term.x = axes.x(term.rates[1]) + radius * Math.cos(turn * 2.4);
      term.y = axes.y(term.rates[0]) + radius * Math.sin(turn * 2.4);
    }
  }

  function listTicks(low, high) {
    const steps = high / low > 300 ? [1] : [1, 2, 5];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      ticks.push(...steps.map((step) => Number((step * 10 ** power).toPrecision(1))));
    }
    return ticks.filter((tick) => tick >= low && tick <= high);
  }

  function drawAxes(pen, axes, names) {
    const { low, high, width, height, x, y } = axes;
    const [right, floor, start, top] = [width - EDGE, height - BOTTOM, LEFT + STRIP, EDGE];
    pen.fillStyle = readColor(TINT);
    pen.fillRect(LEFT, top, STRIP, floor - top);
    pen.fillRect(LEFT, floor - STRIP, right - LEFT, STRIP);
    pen.strokeStyle = readColor(PALE);
    pen.fillStyle = readColor(FAINT);
    const line = (x1, y1, x2, y2) => {
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.stroke();
    };
    for (const tick of [0, ...listTicks(low, high)]) {
      if (tick > 0) line(x(tick), top, x(tick), floor);
      if (tick > 0) line(LEFT, y(tick), right, y(tick));
      pen.textAlign = "center";
      pen.fillText(number.format(tick), x(tick), floor + 14);
      pen.textAlign = "right";
      pen.fillText(number.format(tick), LEFT - 6, y(tick));
    }
    pen.strokeStyle = readColor(FAINT);
    pen.setLineDash([4, 4]);
    line(start, floor - STRIP, right, top); // equal rates
    pen.setLineDash([]);
    pen.textAlign = "center";
    pen.fillText(`per 10,000 words in ${names[1]} \u2192`, (LEFT + right) / 2, height - 8, right - LEFT);
    pen.save();
    pen.translate(10, (top + floor) / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText(`per 10,000 words in ${names[0]} \u2192`, 0, 0, floor - top);
    pen.restore();
  }

  const sideOf = (term) => Math.sign(term.lrc ?? 0);

  function drawPoint(pen, term, radius) {
    pen.beginPath();
    pen.arc(term.x, term.y, radius, 0, 2 * Math.PI);
  }

  function drawTerms(pen, terms) {
    for (const side of [0, -1, 1]) {
      pen.fillStyle = readColor(COLORS.get(side));
      pen.globalAlpha = side === 0 ? 0.45 : 0.85;
      for (const term of terms) {
        if (sideOf(term) !== side) continue;
        drawPoint(pen, term, side === 0 ? 2 : 3);
        pen.fill();
      }
    }
    pen.globalAlpha = 1;
  }

  /** Write words beside their points, one after another, each where it covers none before it. */
  function drawLabels(pen, terms, axes, boxes) {
    pen.textAlign = "left";
    pen.lineWidth = 3;
    for (const term of terms) {
      const word = term.term.length > 24 ? `${[...term.term].slice(0, 22).join("")}…` : term.term;
      const text = word + term.mark;
      const size = pen.measureText(text).width + 3; // and the rim of the next, which would cover a mark
      const places = [[7, 0], [-7 - size, 0], [-size / 2, -12], [-size / 2, 12], [7, -10], [7, 10]];
      for (const [right, down] of places) {
        const box = [term.x + right, term.y + down - 7, term.x + right + size, term.y + down + 7];
        const inside = box[0] > LEFT && box[2] < axes.width && box[1] > 0 && box[3] < axes.height - BOTTOM;
        if (!inside || boxes.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
        boxes.push(box);
        pen.strokeStyle = readColor(GROUND);
        pen.strokeText(text, box[0], term.y + down);
        pen.fillStyle = readColor(INK);
        pen.fillText(text, box[0], term.y + down);
        break;
      }
    }
    pen.lineWidth = 1;
  }

  function pickTerm(terms, x, y) {
    let best = null, least = NEAR ** 2;
    for (const term of terms) {
      const distance = (term.x - x) ** 2 + (term.y - y) ** 2;
      if (distance < least) [best, least] = [term, distance];
    }
    return best;
  }

  function makeKey(terms, names) {
    const item = (side, ...text) => {
      const dot = make("span", { className: "dot" });
      dot.style.background = `var(${COLORS.get(side)})`;
      const count = terms.filter((term) => sideOf(term) === side).length;
      return make("li", {}, dot, ...text, ` (${byRow(count)})`);
    };
    const [focus, against] = names.map(isolated);
    const items = [item(1, "more in ", focus), item(-1, "more in ", against)];
    items.push(item(0, "neither: the interval of the ratio holds equal rates"));
    if (terms.some((term) => term.mark)) items.push(make("li", {}, ONE_MEANS));
    return make("ul", { className: "key" }, ...items);
  }

  function openScatter(part) {
    const block = part.querySelector('script[type="application/json"]');
    if (!block) return;
    const { names, words, terms: records, sources, lines } = JSON.parse(block.textContent);
    const terms = records.map((record, rank) => readTerm(words, record, rank));
    const sides = [1, -1].map((side) => terms.filter((term) => Math.sign(term.logRatio) === side).slice(0, MOST_SIDE));
    const top = sides[0].flatMap((term, rank) => [term, sides[1][rank]]).concat(sides[1].slice(sides[0].length));
    const labelled = top.filter(Boolean);

    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute(
      "aria-label",
      `${counted(terms.length, "word")} by how often each stands in ${names[1]}, from left to right, and in ${names[0]}, ` +
        "upwards. Search a word to read its numbers; the tables below hold the words that differ most.",
    );
    const tip = make("div", { className: "tip", hidden: true });
    const plot = make("div", { className: "plot" }, canvas, tip);
    const [searchLabel, search] = makeSearch("Search a word");
    const status = make("output");
    const buttons = make("div", { className: "words" });
    const hint = "Choose a word, here or in the figure, to read its numbers and its lines.";
    const said = make("p", { ariaLive: "polite" }, hint);
    const panel = make("div", { className: "panel" }, said);
    let found = [], selected = null, axes = null;

    function draw() {
      const width = Math.min(plot.clientWidth, 640);
      if (width === 0) return;
      axes = layOut(terms, width);
      placeTerms(terms, axes);
      const ratio = window.devicePixelRatio || 1;
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(axes.height * ratio)];
      [canvas.style.width, canvas.style.height] = [`${width}px`, `${axes.height}px`];
      const pen = canvas.getContext("2d");
      pen.scale(ratio, ratio);
      pen.font = FONT;
      pen.textBaseline = "middle";
      drawAxes(pen, axes, names);
      drawTerms(pen, terms);
      pen.strokeStyle = readColor(INK);
      const others = found.filter((term) => term !== selected);
      for (const term of selected ? [...others, selected] : others) {
        drawPoint(pen, term, term === selected ? 7 : 4.5);
        pen.stroke();
      }
      const first = selected ? [selected, ...others.slice(0, 10)] : others.slice(0, 10);
      const rest = labelled.filter((term) => !first.includes(term)).slice(0, width < 420 ? 16 : MOST_SIDE);
      drawLabels(pen, [...first, ...rest], axes, []);
    }

    function makeButton(term) {
      const button = make("button", { type: "button", ariaPressed: String(term === selected) }, isolated(term.term));
      button.append(term.mark);
      button.style.borderColor = `var(${COLORS.get(sideOf(term))})`;
      button.addEventListener("click", () => select(term, button));
      return button;
    }

    function listWords() {
      const wanted = fold(search.value.trim());
      const matches = wanted ? terms.filter((term) => term.key.includes(wanted)) : [];
      const closeness = (term) => (term.key === wanted ? 0 : term.key.startsWith(wanted) ? 1 : 2);
      found = matches.sort((a, b) => closeness(a) - closeness(b) || a.rank - b.rank).slice(0, MOST_BUTTONS);
      const more = matches.length > found.length ? `, the first ${found.length} below` : "";
      status.textContent = wanted ? `${byRow(matches.length)} of ${counted(terms.length, "word")}${more}` : "";
      const titles = names.map((name) => make("p", {}, "most in ", isolated(name)));
      const groups = titles.map((title, position) => [title, sides[position].slice(0, TOP_BUTTONS)]);
      buttons.replaceChildren();
      for (const [title, group] of wanted ? [["", found]] : groups) {
        if (group.length) buttons.append(title, ...group.map(makeButton));
      }
      draw();
    }

    function select(term, button = null) {
      selected = term;
      for (const other of buttons.querySelectorAll("button")) other.ariaPressed = String(other === button);
      said.replaceChildren(...tell(term, names));
      panel.replaceChildren(said, ...makeLines(term, lines[term.rank], sources));
      draw();
      panel.scrollIntoView({ block: "nearest" });
      const box = panel.querySelector(".scroll");
      if (box) showKeywords(box);
    }

    function pointAt(event) {
      const frame = canvas.getBoundingClientRect();
      return axes && pickTerm(terms, event.clientX - frame.left, event.clientY - frame.top);
    }

    canvas.addEventListener("pointermove", (event) => {
      const term = pointAt(event);
      tip.hidden = !term;
      canvas.style.cursor = term ? "pointer" : "";
      if (!term) return;
      const rates = term.rates.map((rate) => number.format(rate));
      const told = names.flatMap((name, side) => [make("br"), isolated(name), ` ${rates[side]}`]);
      tip.replaceChildren(make("strong", {}, isolated(term.term)), ...told);
      tip.style.top = `${term.y + 10}px`;
      tip.style.left = `${Math.max(0, Math.min(term.x + 10, plot.clientWidth - tip.offsetWidth))}px`;
    });
    canvas.addEventListener("pointerleave", () => {
      tip.hidden = true;
    });
    canvas.addEventListener("click", (event) => {
      const term = pointAt(event);
      if (term) select(term);
    });
    search.addEventListener("input", listWords);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && found.length) select(found[0], buttons.querySelector("button"));
    });

    const details = part.querySelector("details");
    details.open = false;
    const controls = make("div", { className: "controls" }, searchLabel, status);
    const find = make("div", { className: "find" }, controls, buttons);
    details.before(make("div", { className: "split" }, find, make("div", {}, plot, makeKey(terms, names))), panel);
    listWords();
    new ResizeObserver(draw).observe(plot);
    theme.addEventListener("change", draw);
  }

  // Evidence ---------------------------------------------------------------------------------------------------------

  const ITEM = "details.evidence-item"; // a sheet or an article that lies in the page; others are pages beside it

  /** Make the box in which a number opens the sentences it rests on, and a sentence its article. */
  function openEvidence() {
    const title = make("h2", { id: "evidence-title", tabIndex: -1, autofocus: true });
    const back = make("button", { type: "button", textContent: "Back to the sentences" });
    const close = make("button", { type: "button", textContent: "Close" });
    const body = make("div", { className: "ev", role: "region", ariaLabel: "Sentences or article" });
    const box = make("dialog", { className: "evidence-box" }, make("header", {}, title, back, close), body);
    box.setAttribute("aria-labelledby", title.id);
    document.body.append(box);
    document.querySelector(".evidence-sheets")?.toggleAttribute("hidden", true);
    let [opener, trail] = [null, []];

    /** Put what is shown back to its place, so that no id is in the page twice. */
    function leave() {
      const last = trail.at(-1);
      if (!last?.item) return;
      last.scroll = body.scrollTop;
      last.item.querySelector(".is-here")?.classList.remove("is-here");
      last.item.open = false;
      last.mark.replaceWith(last.item);
    }

    function enter({ item, place, scroll }) {
      const step = trail.at(-1);
      step.mark = document.createComment("");
      item.replaceWith(step.mark);
      item.open = true;
      body.tabIndex = 0; // an article is scrolled by the keyboard, and nothing in it takes the focus
      body.replaceChildren(item);
      title.textContent = item.querySelector("summary").textContent;
      back.hidden = trail.length < 2;
      body.scrollTop = scroll ?? 0;
      if (!place?.matches(".s")) return;
      place.classList.add("is-here");
      place.scrollIntoView({ block: "center" });
      place.focus({ preventScroll: true });
    }

    /** Show a page that lies beside this one; what it holds cannot be read from here, only that it changed. */
    function showFrame(address, told) {
      title.textContent = told;
      const frame = make("iframe", { src: address, title: told });
      let isFirst = true;
      let isArticle = false; // of a sheet only sentences lead on, of an article nothing does
      frame.addEventListener("load", () => {
        isArticle = !isFirst && !isArticle;
        isFirst = false;
        back.hidden = !isArticle;
        (isArticle ? back : title).focus(); // a sentence takes the focus into the frame, where Escape closes nothing
      });
      back.hidden = true;
      trail = [{ frame }];
      body.removeAttribute("tabindex");
      body.replaceChildren(frame);
    }

    /** Open what a link leads to; false if it leads elsewhere. */
    function follow(link) {
      const address = link.getAttribute("href");
      const place = address.startsWith("#") && document.getElementById(address.slice(1));
      const item = place && place.closest(ITEM);
      if (address.startsWith("#") && !item) return false;
      if (!box.open) {
        [opener, trail] = [link, []];
        box.showModal();
      }
      if (!item) {
        showFrame(address, link.closest(".sentence") ? "The sentence in its article" : `What ${link.textContent} rests on`);
        return true;
      }
      leave();
      if (trail.length) trail.at(-1).link = link;
      trail.push({ item, place });
      enter(trail.at(-1));
      return true;
    }

    document.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if ((link.matches("a.evidence") || body.contains(link)) && follow(link)) event.preventDefault();
    });
    back.addEventListener("click", () => {
      if (trail[0].frame) {
        history.back(); // of the frame, which went on last
        title.focus();
        return;
      }
      leave();
      trail.pop();
      enter({ ...trail.at(-1), place: null });
      trail.at(-1).link?.focus();
    });
    close.addEventListener("click", () => box.close());
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close(); // beside it
    });
    box.addEventListener("close", () => {
      leave();
      body.replaceChildren();
      trail = [];
      opener?.focus();
    });
    const wanted = location.hash && document.getElementById(location.hash.slice(1));
    if (wanted && wanted.closest(ITEM)) follow(make("a", { href: location.hash }));
  }

  const OPENERS = new Map([
    ["concordance", openConcordance],
    ["table", openTable],
    ["pairs", openPairs],
    ["scatter", openScatter],
  ]);
  for (const part of document.querySelectorAll("[data-browse]")) OPENERS.get(part.dataset.browse)?.(part);
  if (document.querySelector("a.evidence")) openEvidence();
})();
