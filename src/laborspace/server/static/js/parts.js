// What all views share: kinds, badges, result tables, buttons, loading and errors.
import { h, fill, link, say } from "./dom.js";
import { ask, download, Refusal } from "./api.js";

export const KINDS = ["industry", "occupation", "skill", "firm"];
export const PLURALS = { industry: "Industries", occupation: "Occupations", skill: "Skills", firm: "Firms" };
const SHAPES = { industry: "■", occupation: "●", skill: "▲", firm: "◆", text: "✎" };

export function glyph(kind) {
  const name = kind || "thing";
  return h("span", { class: `kind ${name}`, title: name },
    h("span", { "aria-hidden": "true", class: "shape" }, SHAPES[kind] ?? "·"), h("span", { class: "unseen" }, `${name}: `));
}

export function badge(kind) {
  return h("span", { class: `badge ${kind}` }, h("span", { "aria-hidden": "true", class: "shape" }, SHAPES[kind] ?? "·"), ` ${kind}`);
}

/** Where an entity stands: its classification and code. */
export function origin({ id = "", code = "", source = "", level = "" }) {
  const scheme = id.split(":")[0];
  const called = { onet: "O*NET", esco: "ESCO", naics: "NAICS", isco: "ISCO", soc: "SOC", gics: "GICS", firm: "firm" }[scheme] ?? source;
  const group = /sector|group|soc|isco|gics/.test(level) && level !== "industry group" ? " group" : "";
  if (scheme === "gics" || !code) return `${called}${group}`;
  return `${called}${group} ${code}`;
}

export function basis(value) {
  if (value !== "observed" && value !== "estimated") return "";
  return h("span", { class: `basis ${value}`, title: value === "observed" ? "read from a source" : "inferred by the space" },
    h("span", { "aria-hidden": "true" }, value === "observed" ? "●" : "◌"), h("span", { class: "word" }, ` ${value}`));
}

export const legend = () => h("p", { class: "hint" }, basis("observed"), " is read from an official source; ", basis("estimated"), " is worked out by this tool.");

export const number = (value, digits = 2) =>
  value === null || value === undefined || Number.isNaN(value) ? "–"
    : Number(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/^-/, "−");
export const whole = (value) => number(value, 0);
export const percent = (value, digits = 0) => value === null || value === undefined ? "–" : `${number(100 * value, digits)}\u00a0%`;
export const signed = (value, digits = 0) => {
  if (value === null || value === undefined) return "–";
  const text = number(Math.abs(100 * value), digits);
  return `${Number(text) === 0 ? "" : value < 0 ? "−" : "+"}${text}\u00a0%`;
};
/** A percentage of others that are passed; all of them is never claimed. */
export const passed = (value) => value === null || value === undefined ? "–" : value >= 99.5 ? ">\u00a099\u00a0%" : `${whole(value)}\u00a0%`;
export const dollars = (value) => value === null || value === undefined ? "–" : `$${whole(value)}`;
export const range = (low, high, show = number) => low === null || low === undefined ? "" : `${show(low).replace(/\u00a0%$/, "")} to ${show(high)}`;

/** A p-value, which a finite number of draws cannot tell to be below one in a hundred. */
export const byChance = (p) => p === null || p === undefined ? "–" : p < 0.01 ? "<\u00a01\u00a0%" : percent(p);

/** A number with a bar behind it and, below, the range it may lie in. */
export function measure(value, { shown, low, high, least = 0, most = 1 }) {
  const width = Math.max(0, Math.min(1, (value - least) / (most - least || 1)));
  return h("div", { class: "measure" }, h("span", {}, shown ?? number(value)),
    h("meter", { min: 0, max: 1, value: width.toFixed(4), "aria-hidden": "true" }),
    low !== undefined && low !== null ? h("small", {}, range(low, high)) : null);
}

const PLAIN = [ // words of the sources in words of everybody
  [/^related: Primary-Short \((.+)\)/, "among its closest related occupations ($1)"], [/^related: Primary-Long \((.+)\)/, "among its related occupations ($1)"],
  [/^related: Supplemental \((.+)\)/, "among its less close related occupations ($1)"],
  [/\bsame as: exactMatch/, "the same elsewhere"], [/\bsame as: closeMatch/, "nearly the same elsewhere"],
  [/\bsame as: (broad|narrow)Match/, "the same, but broader or narrower, elsewhere"],
  [/^similar text$/, "similar description"],
];
export const plainly = (why) => PLAIN.reduce((text, [from, to]) => text.replace(from, to), why);

export function entityCell(row, { why = true } = {}) {
  const code = origin(row);
  return [h("a", { href: link("entity", { q: row.id }) }, glyph(row.kind), row.title),
    h("small", {}, code, why && row.why ? h("span", { class: "why" }, code ? " · " : "", plainly(row.why)) : null)];
}

/** A table of results: the entity with its reason, then the measures. */
export function table({ caption, rows, columns, why = true, plain = false }) {
  if (!rows.length) return h("p", { class: "hint" }, caption ? `${caption}: nothing to show.` : "Nothing to show.");
  const marked = !plain && rows.some((row) => row.basis);
  // Roles are written out: on narrow screens wide tables become lists of cards, which would lose them.
  const cell = (label, left, ...content) => h("td", { role: "cell", class: left ? "left" : "figure", "data-label": label }, content);
  const head = h("tr", { role: "row" }, plain ? null : h("th", { scope: "col", role: "columnheader" }, "Name"), columns.map((column) =>
    h("th", { scope: "col", role: "columnheader", class: column.left ? null : "figure" }, column.label)),
  marked ? h("th", { scope: "col", role: "columnheader" }, "Basis") : null);
  const body = rows.map((row) => h("tr", { role: "row" },
    plain ? null : h("th", { scope: "row", role: "rowheader" }, entityCell(row, { why })),
    columns.map((column) => cell(column.label, column.left, column.show(row))),
    marked ? h("td", { role: "cell", "data-label": "Basis" }, basis(row.basis) || (row.why === "given" ? h("small", {}, "given") : "")) : null));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { role: "table", class: columns.length > 1 ? "wide" : null }, h("caption", {}, caption),
      h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, body)));
}

export function csvButton(verb, params, filename = `${verb}.csv`) {
  const button = h("button", { type: "button", class: "quiet", onclick: async () => {
    button.disabled = true;
    try {
      await download(verb, params, filename);
      say("Downloaded.");
    } catch (error) {
      say(error.message);
      button.after(h("span", { class: "problem" }, ` ${error.message}`));
    }
    button.disabled = false;
  } }, "Download CSV");
  return button;
}

const quoted = (text) => JSON.stringify(text);
/** A word as a shell takes it. */
export const shell = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
export const python = (value) => Array.isArray(value) ? `[${value.map(python).join(", ")}]`
  : typeof value === "number" ? String(value) : quoted(value);

/** The same question in Python and on the command line, with buttons that copy. */
export function asCode({ py, cli }) {
  const lines = `import laborspace\n\nspace = laborspace.load()\n${py}`;
  const block = (name, text) => h("div", { class: "code-block" },
    h("div", { class: "bar" }, h("strong", {}, name), copyButton(text, name)), h("pre", { tabindex: "0", "aria-label": name }, text));
  return h("details", { class: "fold as-code" }, h("summary", {}, "Copy as Python / command line"),
    block("Python", lines), block("Command line", cli));
}

function copyButton(text, name) {
  const button = h("button", { type: "button", class: "quiet", "aria-label": `Copy ${name}`, onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      say("Copied.");
    } catch {
      button.textContent = "Select and copy";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  } }, "Copy");
  return button;
}

export function how(page, ...sentences) {
  return h("details", { class: "fold" }, h("summary", {}, "How is this computed?"),
    sentences.map((sentence) => h("p", {}, sentence)),
    h("p", { class: "hint" }, "More, with sources and limits: ", h("code", {}, `docs/${page}.md`), " of the package."));
}

/** A part of the page that waits for an answer, shows it, or says why there is none. */
export function section({ title, level = 2, signal, load, show, wait = "Working on it …", quiet = false }) {
  const heading = title ? h(`h${level}`, {}, title) : null;
  const body = h("div", { class: "answer", "aria-busy": "true" }, h("p", { class: "loading" }, h("span", { class: "spinner", "aria-hidden": "true" }), wait));
  const run = async () => {
    try {
      const answer = await load();
      if (signal?.aborted) return;
      fill(body, await show(answer));
      if (!quiet) say("The answer is there.");
    } catch (error) {
      if (error.name === "AbortError" || signal?.aborted) return;
      if (!(error instanceof Refusal)) console.error(error);
      fill(body, problem(error));
    } finally {
      body.removeAttribute("aria-busy");
    }
  };
  run();
  return h("section", {}, heading, body);
}

export const problem = (error) => h("p", { class: "problem", role: "alert" }, h("strong", {}, "No answer. "), error.message);

export function notes(list) {
  return list?.length ? h("ul", { class: "notes" }, list.map((note) => h("li", {}, note))) : null;
}

export function choice({ id, label, value, options, onChange }) {
  return h("div", { class: "field" }, h("label", { for: id }, label),
    h("select", { id, onchange: (event) => onChange(event.target.value) },
      options.map(([each, text]) => h("option", { value: each, selected: each === value }, text))));
}

/** A box for a number, which counts when it is left or Enter is pressed. */
export function amount({ id, label, value, least, most, step, unit, onChange }) {
  return h("div", { class: "field" }, h("label", { for: id }, label, unit ? h("span", { class: "hint" }, ` (${unit})`) : null),
    h("input", { id, type: "number", value, min: least, max: most, step, onchange: (event) => {
      if (event.target.value !== "" && event.target.checkValidity()) onChange(Number(event.target.value));
      else event.target.reportValidity();
    } }));
}

export const kindChoice = (id, value, onChange, { all = "All kinds", kinds = KINDS } = {}) => choice({
  id, label: "Show", value, onChange,
  options: [...(all ? [["", all]] : []), ...kinds.map((kind) => [kind, PLURALS[kind]])],
});

export const groupBy = (rows, key = "kind") => {
  const groups = new Map();
  for (const row of rows) groups.set(row[key], [...(groups.get(row[key]) ?? []), row]);
  return groups;
};

export { ask };
