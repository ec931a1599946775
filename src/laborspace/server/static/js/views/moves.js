// Where can X move, and what does one move take?
import { h, go, link } from "../dom.js";
import { picker } from "../picker.js";
import { names, called } from "../api.js";
import { bars, clip } from "../chart.js";
import { ask, asCode, choice, csvButton, dollars, glyph, how, legend, measure, number, origin, percent, python, section, shell, signed, table, whole } from "../parts.js";

const LIMITS = [["", "All near moves"], ["viable", "Viable: near, similar preparation"], ["desirable", "Also pays at least 75 % of now"], ["safe", "Also not highly exposed to AI"]];
const TOP = 12;

export const moves = {
  path: "moves",
  title: "Where can X move?",
  menu: "Moves",
  draw(params, signal) {
    const q = params.get("q");
    const to = params.get("to");
    const only = params.get("only") ?? "";
    const box = picker({ id: "from", label: q ? "From another occupation" : "From which occupation?", kind: "occupation", allowText: true, placeholder: "e.g. tellers, or what you do in a few words", onPick: (own) => go("moves", { q: own.id, only }) });
    const title = h("h1", { tabindex: "-1" }, "Where can X move?");
    if (!q) return [title, box];
    const before = q.startsWith("text:") ? called(q).title : q;
    title.textContent = `Where can one move from ${before}?`;
    names(q.startsWith("text:") ? [] : [q], signal).then(([own]) => { if (own) title.textContent = `Where can one move from ${own.title}?`; }, () => {});
    return [title, h("div", { class: "form" }, box, choice({ id: "only", label: "Show", value: only, options: LIMITS, onChange: (chosen) => go("moves", { q, only: chosen, to }) })),
      to ? gap(q, to, only, signal) : null, destinations(q, only, signal)];
  },
};

function destinations(q, only, signal) {
  const params = { origin: q, only, top: TOP };
  return section({
    title: "Occupations within reach", signal, load: () => ask("transitions", params, signal),
    show: ({ rows }) => [
      legend(),
      rows.some((row) => row.wage_change !== null) ? bars({
        rows: rows.filter((row) => row.wage_change !== null).map((row) => ({ ...row, basis: "observed" })), value: "wage_change", tick: "+.0%", format: (x) => signed(x),
        axis: "change in median pay", name: "moves", signal, about: "Change in median pay for each destination with known pay.", caption: "What the move does to pay; both wages are observed." }) : null,
      table({ caption: "Destinations, the nearest first", rows, why: false, columns: [
        { label: "Nearer than", show: (row) => measure(row.score, { shown: percent(row.score, 1), low: null }) },
        { label: "Skills to gain", left: true, show: (row) => [h("a", { href: link("moves", { q, only, to: row.id }) }, `${whole(row.gain)} of ${whole(row.kept + row.gain)}`),
          row.to_gain ? h("small", {}, clip(row.to_gain, 90)) : null] },
        { label: "Median pay", show: (row) => [dollars(row.wage), row.wage_change === null ? null : h("small", {}, signed(row.wage_change))] },
        { label: "More exposed to AI than", show: (row) => row.exposure === null ? "not known" : exposed(row) },
        { label: "Is", left: true, show: (row) => row.safe ? "viable, desirable, safe" : row.desirable ? "viable, desirable" : row.viable ? "viable" : "–" },
      ] }),
      h("p", { class: "hint" }, "“Nearer than” is the share of all moves between occupations that are farther. Skills, pay and exposure are from O*NET, BLS and Eloundou et al. (2024) where the row says observed."),
      h("div", { class: "buttons" }, csvButton("transitions", params, "moves.csv")),
      asCode({ py: `space.transitions(${python(q)}, ${only ? `only=${python(only)}, ` : ""}top=${TOP})`, cli: `laborspace transition ${shell(q)}${only ? ` --${only}` : ""} --top ${TOP}` }),
      how("transition", "How near two occupations are, which requirements of the one the other already meets, and what changes in pay, preparation (job zone) and exposure to AI.",
        "Viable, desirable and safe follow the World Economic Forum's “Towards a Reskilling Revolution” (2018). A move that is possible by description need not be open in practice."),
    ],
  });
}

const exposed = (row) => {
  const found = /more exposed than (\d+)\s*%/u.exec(row.why ?? "");
  return found ? [`${found[1]}\u00a0%`, h("small", {}, `score ${number(row.exposure)}`)] : number(row.exposure);
};

function gap(q, to, only, signal) {
  const params = { origin: q, destination: to };
  return section({
    title: "What this move takes", signal,
    load: async () => [await ask("gap", params, signal), await names([to], signal)],
    show: ([{ rows, about }, [own]]) => {
      const gain = rows.filter((row) => row.status === "gain");
      const kept = rows.filter((row) => row.status !== "gain");
      const columns = [{ label: "Importance", show: (row) => row.importance === null ? row.need : number(row.importance, 1) },
        { label: "Now", show: (row) => row.held_importance === null || row.held_importance === undefined ? "–" : number(row.held_importance, 1) }];
      return [
        h("p", {}, "To ", h("a", { href: link("entity", { q: to }) }, glyph(own.kind), own.title), ` (${origin(own)}): `,
          `${whole(gain.length)} of ${whole(rows.length)} requirements are still to gain, ${percent(about.gap, 1)} of what it takes (between ${percent(about.low, 1)} and ${percent(about.high, 1)}). `,
          h("a", { href: link("moves", { q, only }) }, "Close")),
        h("div", { class: "columns" }, h("div", {}, table({ caption: "To gain", rows: gain, columns })), h("div", {}, table({ caption: "Brought along", rows: kept.slice(0, 15), columns }))),
        h("div", { class: "buttons" }, csvButton("gap", params)),
        asCode({ py: `space.gap(${python(q)}, ${python(to)})`, cli: `laborspace transition ${shell(q)} --to ${shell(to)} --gap` }),
      ];
    },
  });
}
