// Place X between A and B, on one scale or in the plane of two.
import { h, go, link } from "../dom.js";
import { chips } from "../picker.js";
import { lookUp, names } from "../api.js";
import { swarm, clip, most as drawn } from "../chart.js";
import { ask, asCode, byChance, choice, csvButton, groupBy, how, kindChoice, KINDS, legend, measure, notes, passed, PLURALS, python, section, shell, table, whole } from "../parts.js";
import { plane } from "./plane.js";

const SHOWN = 10; // at either end, in the tables

export const axis = {
  path: "axis",
  title: "Place X between A and B",
  draw(params, signal) {
    const state = { a: params.getAll("a"), b: params.getAll("b"), x: params.getAll("x"), c: params.getAll("c"), d: params.getAll("d"), kind: params.get("kind") ?? "", expand: params.get("expand") ?? "" };
    const next = (change) => go("axis", { ...state, ...change });
    const ends = (name, id, label, placeholder, hint) =>
      chips({ id, label, ids: state[name], allowText: true, placeholder, hint, onChange: (chosen) => next({ [name]: chosen }) });
    const second = state.c.length + state.d.length > 0 || params.has("two");
    const form = h("div", { class: "form" },
      ends("a", "low", "One end (A)", "Add to A", "One or more; a sector stands for all it contains."),
      ends("b", "high", "Other end (B)", "Add to B", "What the high end of the scale means."),
      second ? [ends("c", "low2", "Second scale: low end (C)", "Add to C", "A second scale, across the first."),
        ends("d", "high2", "Second scale: high end (D)", "Add to D", "Each end may be a thing, or words.")] : null,
      ends("x", "placed", "What to place (X)", "Add to X", "Leave empty to see who lies where."),
      h("div", { class: "field" }, kindChoice("kind", state.kind, (chosen) => next({ kind: chosen })),
        choice({ id: "expand", label: "Widen single ends by their nearest", value: state.expand, options: [["", "no"], ["5", "5"], ["10", "10"]], onChange: (chosen) => next({ expand: chosen }) }),
        second ? h("button", { type: "button", class: "quiet", id: "one", onclick: () => next({ c: [], d: [] }) }, "Only one scale")
          : h("button", { type: "button", class: "quiet", id: "two", onclick: () => next({ two: 1 }) }, "Add a second scale")));
    return [h("h1", { tabindex: "-1" }, "Place X between A and B"),
      h("p", {}, "A scale runs from one end that you choose to another. Every job, industry, skill and firm has a place on it."),
      ready(signal), form,
      !state.a.length || !state.b.length ? h("p", { class: "hint" }, "Choose something for each end to see the scale.")
        : state.c.length && state.d.length ? plane(state, signal) : answer(state, signal)];
  },
};

/** Links to the scales that stand ready. */
function ready(signal) {
  const line = h("p", { class: "hint" }, "Ready-made scales: …");
  lookUp("standing", {}, signal).then(({ rows }) => line.replaceChildren("Ready-made scales: ", ...rows.flatMap((each, i) => [
    i ? " · " : "", h("a", { href: link("axis", { a: each.negative, b: each.positive }), title: each.source }, each.name)])), () => line.remove());
  return line;
}

function answer({ a, b, x, kind, expand }, signal) {
  const params = { negative: a, positive: b, kind, expand };
  return section({
    title: "On this scale", signal,
    load: async () => Promise.all([
      ask("axis", { ...params, limit: 50000 }, signal), names([...a, ...b], signal),
      x.length ? ask("axis", { negative: a, positive: b, entities: x, expand }, signal) : { rows: [] }]),
    show: ([{ rows, notes: said }, called, { rows: placed }]) => {
      const ends = endsOf(called, a.length);
      const shown = groupBy(rows);
      const least = Math.min(...rows.map((row) => row.score));
      const most = Math.max(...rows.map((row) => row.score));
      const asked = new Set(placed.map((row) => row.id));
      const columns = [
        { label: "Place", show: (row) => measure(row.score, { least, most, low: row.low, high: row.high }) },
        { label: "By chance", show: (row) => byChance(row.p_value) },
      ];
      const marked = [...placed.map((row) => ({ ...row, asked: true })),
        ...[...shown.values()].flatMap((own) => [...own.slice(0, 2), ...own.slice(-2)]).filter((row) => !asked.has(row.id))];
      const kinds = KINDS.filter((each) => shown.has(each));
      const wide = innerWidth >= 600;
      return [
        notes(said),
        placed.length ? table({ caption: "What you placed", rows: placed, columns: [...columns,
          { label: "Nearer to B than", show: (row) => below(row, shown) }] }) : null,
        h("div", { class: "ends" }, h("span", {}, `← ${ends[0]}`), h("span", {}, `${ends[1]} →`)),
        swarm({
          rows, marked, signal, axis: "more like A  ←  place on the scale  →  more like B", name: "scale",
          about: `Places of ${whole(rows.length)} entities between ${ends[0]} and ${ends[1]}.`,
          caption: [fair(shown, kinds, wide), " Named are those at the ends", placed.length ? " and what you placed" : "",
            "; their lines are 95\u00a0% intervals: where a place could lie had the ends been made of other members. A click on a point opens its page."],
        }),
        h("div", { class: "buttons" }, csvButton("axis", params, "scale.csv")),
        legend(),
        kinds.map((each) => {
          const own = shown.get(each);
          return h("details", { class: "fold", open: kinds.length === 1 || each === "occupation" }, h("summary", {}, `${PLURALS[each]} nearest to either end`),
            h("div", { class: "columns" },
              h("div", {}, table({ caption: `${PLURALS[each]} nearest to B, ${ends[1]}`, rows: own.slice(0, SHOWN), columns })),
              h("div", {}, table({ caption: `${PLURALS[each]} nearest to A, ${ends[0]}`, rows: own.slice(-SHOWN).reverse(), columns }))));
        }),
        h("p", { class: "hint" }, "“By chance” is how often scales between ends drawn at random place it as far out. The CSV has all entities, drawn or not."),
        asCode({
          py: `axis = space.axis(${python(a)}, ${python(b)}${expand ? `, expand=${expand}` : ""})\naxis.project(${kind ? `kind=${python(kind)}` : ""})${x.length ? `\naxis.project(entities=${python(x)})` : ""}`,
          cli: [`laborspace axis ${shell(joined(a))} ${shell(joined(b))}${kind ? ` --kind ${kind}` : ""}${expand ? ` --expand ${expand}` : ""} -o scale.csv`,
            ...(x.length ? [`laborspace axis ${shell(joined(a))} ${shell(joined(b))}${expand ? ` --expand ${expand}` : ""}${x.map((each) => ` --place ${shell(each)}`).join("")}`] : [])].join("\n"),
        }),
        how("axis", "The scale is the line from the middle of everything at A to the middle of everything at B; the place of an entity is how far along that line it lies. The method is SemAxis (An, Kwak & Ahn, 2018), as in the Labor Space paper.",
          "The interval comes from drawing the members of the ends anew, many times; what happens by chance comes from scales between ends made of random members."),
      ];
    },
  });
}

const endsOf = (called, first) => [called.slice(0, first), called.slice(first)].map((own) => own.map((each) => clip(each.title, 40)).join(" + "));

/** The share of its kind that lies nearer to A; words are counted among occupations. */
function below(row, shown) {
  const kind = shown.has(row.kind) ? row.kind : "occupation";
  const own = shown.get(kind);
  if (!own || (row.kind !== "text" && row.kind !== kind)) return "–";
  return [passed(100 * own.filter((each) => each.score < row.score).length / own.length), h("small", {}, `of ${whole(own.length)} ${PLURALS[kind].toLowerCase()}`)];
}

/** How many of each kind a chart shows. */
export function fair(shown, kinds, wide) {
  const most = drawn(kinds, !wide);
  const part = kinds.filter((kind) => shown.get(kind).length > most);
  if (!part.length) return `All ${kinds.map((kind) => `${whole(shown.get(kind).length)} ${PLURALS[kind].toLowerCase()}`).join(", ")} are drawn.`;
  return `Drawn are ${kinds.map((kind) => { const all = shown.get(kind).length; const name = PLURALS[kind].toLowerCase();
    return all > most ? `${whole(most)} of the ${whole(all)} ${name}` : `all ${whole(all)} ${name}`; }).join(", ")}${kinds.length > 1 ? "; where not all are," : ","} picked evenly in order of place, so that the spread is that of all.`;
}

/** The command takes several names separated by commas, or several texts by bars. */
export function joined(ids) {
  return ids.join(ids.some((id) => id.startsWith("text:")) ? "|" : ",");
}
