// Where can X move, and what does one move take?
import { h, go, link } from "../dom.js";
import { picker } from "../picker.js";
import { names, called } from "../api.js";
import { bars, clip } from "../chart.js";
import { amount, ask, asCode, choice, csvButton, dollars, glyph, groupBy, how, legend, measure, notes, number, origin, percent, python, range, section, shell, signed, table, whole } from "../parts.js";

const LIMITS = [["", "All near moves"], ["viable", "Viable: near, similar preparation"], ["desirable", "Desirable: also pays enough"], ["safe", "Safe: also not highly exposed to AI"]];
const TOP = 12;
const FIRST = 12; // requirements shown at once
// Name in the URL: the option, what it means, its default, and how it is shown.
const THRESHOLDS = {
  near: ["min_score", "Viable: nearer than", 0.95, "% of moves", 100], zones: ["max_zone_jump", "Viable: job zones up or down, at most", 1, "zones", 1],
  pay: ["min_wage", "Desirable: pay at least", 0.75, "% of now", 100], ai: ["max_exposure", "Safe: exposed to AI no more than", 0.75, "% of occupations", 100],
};
const MEASURES = [["", "GPTs are GPTs β (Eloundou et al. 2024)"], ["microsoft", "Microsoft applicability (Tomlinson et al. 2025)"], ["none", "None"]];

/** The thresholds that differ from the usual ones, as options of Python and of the command. */
function limits(state) {
  const found = Object.entries(THRESHOLDS).filter(([key, [, , usual]]) => state[key] !== "" && Number(state[key]) !== usual).map(([key, [option]]) => [option, Number(state[key])]);
  return state.measure ? [...found, ["exposure", state.measure]] : found;
}
const inPython = (options) => options.map(([name, value]) => `, ${name}=${value === "none" ? "None" : python(value)}`).join("");
const inShell = (options) => options.map(([name, value]) => ` --${name.replaceAll("_", "-")} ${value}`).join("");

export const moves = {
  path: "moves",
  title: "Where can X move?",
  draw(params, signal) {
    const q = params.get("q");
    const to = params.get("to");
    const only = params.get("only") ?? "";
    const state = { q, to, only, steps: params.get("steps") ?? "", measure: params.get("measure") ?? "", ...Object.fromEntries(Object.keys(THRESHOLDS).map((key) => [key, params.get(key) ?? ""])) };
    const next = (change) => go("moves", { ...state, ...change });
    const box = picker({ id: "from", label: q ? "From another occupation" : "From which occupation?", kind: "occupation", allowText: true, placeholder: "e.g. tellers, or what you do in a few words", onPick: (own) => next({ q: own.id, to: "" }) });
    const title = h("h1", { tabindex: "-1" }, "Where can X move?");
    if (!q) return [title, box];
    const before = q.startsWith("text:") ? called(q).title : q;
    title.textContent = `Where can one move from ${before}?`;
    names(q.startsWith("text:") ? [] : [q], signal).then(([own]) => { if (own) title.textContent = `Where can one move from ${own.title}?`; }, () => {});
    const changed = limits(state).length;
    return [title, h("div", { class: "form" }, box,
      picker({ id: "to", label: to ? "To another occupation" : "To which occupation? (if you know)", kind: "occupation", placeholder: "e.g. bookkeeping clerks", onPick: (own) => next({ to: own.id }) }),
      choice({ id: "only", label: "Show", value: only, options: LIMITS, onChange: (chosen) => next({ only: chosen }) }),
      h("details", { class: "fold full", open: changed > 0 }, h("summary", {}, `What counts as viable, desirable, safe${changed ? " (changed)" : ""}`),
        h("div", { class: "fields" }, Object.entries(THRESHOLDS).map(([key, [, label, usual, unit, scale]]) => amount({
          id: key, label, unit, value: Math.round(scale * (state[key] === "" ? usual : Number(state[key]))), least: 0, most: key === "pay" ? 1000 : key === "zones" ? 4 : 100, step: 1,
          onChange: (value) => next({ [key]: value / scale === usual ? "" : value / scale }) })),
        choice({ id: "measure", label: "Exposure to AI by", value: state.measure, options: MEASURES, onChange: (chosen) => next({ measure: chosen }) })))),
      to ? [gap(state, signal), steps(state, next, signal)] : null, destinations(state, signal)];
  },
};

function destinations(state, signal) {
  const { q, only } = state;
  const options = limits(state);
  const params = { origin: q, only, top: TOP, ...Object.fromEntries(options) };
  return section({
    title: "Occupations within reach", signal, load: () => ask("transitions", params, signal),
    show: ({ rows }) => [
      legend(),
      rows.some((row) => row.wage_change !== null) ? bars({
        rows: rows.filter((row) => row.wage_change !== null).map((row) => ({ ...row, basis: "observed" })), value: "wage_change", tick: "+.0%", format: (x) => signed(x),
        axis: "change in median pay", name: "moves", signal, about: "Change in median pay for each destination with known pay.", caption: "What the move does to pay; both wages are observed." }) : null,
      table({ caption: "Destinations, the nearest first", rows, why: false, columns: [
        { label: "Nearer than", show: (row) => [measure(row.score, { shown: percent(row.score, 1) }), row.low === null ? null : h("small", {}, range(row.low, row.high, (x) => percent(x, 1)))] },
        { label: "Skills to gain", left: true, show: (row) => [h("a", { href: link("moves", { ...state, to: row.id }) }, `${whole(row.gain)} of ${whole(row.kept + row.gain)}`),
          row.to_gain ? h("small", {}, clip(row.to_gain, 90)) : null] },
        { label: "Median pay", show: (row) => [dollars(row.wage), row.wage_change === null ? null : h("small", {}, signed(row.wage_change))] },
        { label: "More exposed to AI than", show: (row) => row.exposure === null ? "not known" : exposed(row) },
        { label: "Is", left: true, show: (row) => row.safe ? "viable, desirable, safe" : row.desirable ? "viable, desirable" : row.viable ? "viable" : "–" },
      ] }),
      h("p", { class: "hint" }, "“Nearer than” is the share of all moves between occupations that are farther. Skills, pay and exposure are from O*NET, BLS and the measure chosen above where the row says observed."),
      h("div", { class: "buttons" }, csvButton("transitions", params, "moves.csv")),
      asCode({ py: `space.transitions(${python(q)}, ${only ? `only=${python(only)}, ` : ""}top=${TOP}${inPython(options)})`, cli: `laborspace transition ${shell(q)}${only ? ` --${only}` : ""} --top ${TOP}${inShell(options)}` }),
      how("transition", "How near two occupations are, which requirements of the one the other already meets, and what changes in pay, preparation (job zone) and exposure to AI.",
        "Viable, desirable and safe follow the World Economic Forum's “Towards a Reskilling Revolution” (2018). A move that is possible by description need not be open in practice."),
    ],
  });
}

const exposed = (row) => {
  const found = /more exposed than (\d+)\s*%/u.exec(row.why ?? "");
  return found ? [`${found[1]}\u00a0%`, h("small", {}, `score ${number(row.exposure)}`)] : number(row.exposure);
};

/** The steps of the paths whose weakest step is the strongest. */
function steps(state, next, signal) {
  const { q, to } = state;
  const only = state.only || "viable";
  const most = Number(state.steps) || 2;
  const options = limits(state);
  const params = { origin: q, destination: to, max_steps: most, only, ...Object.fromEntries(options) };
  return section({
    title: "By which steps", signal, quiet: true,
    load: () => ask("paths", params, signal).catch((error) => { // that there is none is an answer
      if (error.message.startsWith("No path")) return { rows: [], none: error.message };
      throw error;
    }),
    show: ({ rows, none, notes: said }) => [
      h("div", { class: "form" }, choice({ id: "steps", label: "At most", value: String(most), options: [2, 3, 4].map((each) => [String(each), `${each} moves`]), onChange: (chosen) => next({ steps: chosen }) })),
      notes(said),
      rows.length ? [...groupBy(rows, "path")].map(([path, own]) => table({
        caption: `Path ${path}: ${own.length === 1 ? "one move" : `${own.length} moves`}, the weakest nearer than ${percent(own[0].weakest, 1)} of moves`, rows: own, columns: [
          { label: "Nearer than", show: (row) => percent(row.score, 1) },
          { label: "To gain", show: (row) => `${whole(row.gain)} of ${whole(row.kept + row.gain)}` },
          { label: "Median pay", show: (row) => [dollars(row.wage), row.wage_change === null ? null : h("small", {}, signed(row.wage_change))] },
        ] })) : h("p", {}, none),
      rows.length ? h("div", { class: "buttons" }, csvButton("paths", params)) : null,
      rows.length ? asCode({ py: `space.paths(${python(q)}, ${python(to)}, max_steps=${most}, only=${python(only)}${inPython(options)})`,
        cli: `laborspace transition ${shell(q)} --to ${shell(to)} --max-steps ${most} --${only}${inShell(options)}` }) : null,
    ],
  });
}

function gap(state, signal) {
  const { q, to } = state;
  const params = { origin: q, destination: to };
  return section({
    title: "What this move takes", signal,
    load: async () => [await ask("gap", params, signal), await names([to], signal)],
    show: ([{ rows, about }, [own]]) => {
      const gain = rows.filter((row) => row.status === "gain");
      const kept = rows.filter((row) => row.status !== "gain");
      const columns = [{ label: "Needed", show: (row) => [row.need, row.importance === null ? null : h("small", {}, number(row.importance, 1))] },
        { label: "Now", show: (row) => row.held_importance === null || row.held_importance === undefined ? "–" : number(row.held_importance, 1) }];
      return [
        h("p", {}, "To ", h("a", { href: link("entity", { q: to }) }, glyph(own.kind), own.title), ` (${origin(own)}): `,
          `${whole(gain.length)} of ${whole(rows.length)} requirements are still to gain, ${percent(about.gap, 1)} of what it takes (between ${percent(about.low, 1)} and ${percent(about.high, 1)}). `,
          h("a", { href: link("moves", { ...state, to: "", steps: "" }) }, "Close")),
        h("div", { class: "columns" }, listed("To gain", gain, columns), listed("Brought along", kept, columns)),
        h("div", { class: "buttons" }, csvButton("gap", params)),
        asCode({ py: `space.gap(${python(q)}, ${python(to)})`, cli: `laborspace transition ${shell(q)} --to ${shell(to)} --gap` }),
      ];
    },
  });
}

/** The first of many, the others to be opened. */
function listed(caption, rows, columns) {
  const [first, rest] = [rows.slice(0, FIRST), rows.slice(FIRST)];
  return h("div", {}, table({ caption, rows: first, columns }), rest.length
    ? h("details", { class: "fold" }, h("summary", {}, `${rest.length} more`), table({ caption: `${caption}, the others`, rows: rest, columns })) : null);
}
