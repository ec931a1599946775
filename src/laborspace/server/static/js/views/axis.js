// Place X between A and B.
import { h, go } from "../dom.js";
import { chips } from "../picker.js";
import { names } from "../api.js";
import { swarm, clip } from "../chart.js";
import { ask, asCode, csvButton, groupBy, how, kindChoice, KINDS, legend, measure, notes, number, PLURALS, python, section, shell, table } from "../parts.js";

const EACH = 25; // at either end, of each kind

export const axis = {
  path: "axis",
  title: "Place X between A and B",
  menu: "Scale",
  draw(params, signal) {
    const low = params.getAll("a");
    const high = params.getAll("b");
    const kind = params.get("kind") ?? "";
    const next = (change) => go("axis", { a: low, b: high, kind, ...change });
    const form = h("div", { class: "form" },
      chips({ id: "low", label: "One end (A)", ids: low, allowText: true, placeholder: "Add to A", hint: "One or more; a sector stands for all it contains.", onChange: (a) => next({ a }) }),
      chips({ id: "high", label: "Other end (B)", ids: high, allowText: true, placeholder: "Add to B", hint: "What the high end of the scale means.", onChange: (b) => next({ b }) }),
      kindChoice("kind", kind, (chosen) => next({ kind: chosen })));
    return [h("h1", { tabindex: "-1" }, "Place X between A and B"),
      h("p", {}, "A scale runs from one end that you choose to another. Every job, industry, skill and firm has a place on it."), form,
      low.length && high.length ? answer(low, high, kind, signal) : h("p", { class: "hint" }, "Choose something for each end to see the scale.")];
  },
};

function answer(low, high, kind, signal) {
  const params = { negative: low, positive: high, kind, top: EACH };
  return section({
    title: "On this scale", signal,
    load: async () => [await ask("axis", params, signal), await names([...low, ...high], signal)],
    show: ([{ rows, notes: said }, called]) => {
      const title = (own) => own.map((each) => clip(each.title, 40)).join(" + ");
      const ends = [title(called.slice(0, low.length)), title(called.slice(low.length))];
      const shown = groupBy(rows);
      const least = Math.min(...rows.map((row) => row.score));
      const most = Math.max(...rows.map((row) => row.score));
      const columns = [
        { label: "Place", show: (row) => measure(row.score, { least, most, low: row.low, high: row.high }) },
        { label: "By chance", show: (row) => row.p_value < 0.01 ? "<\u00a01\u00a0%" : `${number(100 * row.p_value, 0)}\u00a0%` },
      ];
      return [
        notes(said),
        h("div", { class: "ends" }, h("span", {}, `← ${ends[0]}`), h("span", {}, `${ends[1]} →`)),
        swarm({
          rows, signal, axis: `more like A  ←  place on the scale  →  more like B`, name: "scale",
          about: `Places of ${rows.length} entities between ${ends[0]} and ${ends[1]}.`,
          caption: `The ${EACH} at either end, of each kind. Thin lines are 95 % intervals: where a place could lie had the ends been made of other members.`,
        }),
        h("div", { class: "buttons" }, csvButton("axis", params, "scale.csv")),
        legend(),
        h("div", { class: "columns" }, KINDS.filter((each) => shown.has(each)).flatMap((each) => {
          const own = shown.get(each);
          const half = Math.ceil(own.length / 2);
          return [
            h("div", {}, table({ caption: `${PLURALS[each]} nearest to B, ${ends[1]}`, rows: own.slice(0, half).slice(0, 10), columns })),
            h("div", {}, table({ caption: `${PLURALS[each]} nearest to A, ${ends[0]}`, rows: own.slice(half).slice(-10).reverse(), columns })),
          ];
        })),
        h("p", { class: "hint" }, "“By chance” is how often scales between ends drawn at random place it as far out. The CSV has every entity of the chart."),
        asCode({
          py: `axis = space.axis(${python(low)}, ${python(high)})\naxis.project(${kind ? `kind=${python(kind)}, ` : ""}top=${EACH})`,
          cli: `laborspace axis ${shell(joined(low))} ${shell(joined(high))}${kind ? ` --kind ${kind}` : ""} --top ${EACH}`,
        }),
        how("axis", "The scale is the line from the middle of everything at A to the middle of everything at B; the place of an entity is how far along that line it lies. The method is SemAxis (An, Kwak & Ahn, 2018), as in the Labor Space paper.",
          "The interval comes from drawing the members of the ends anew, many times; what happens by chance comes from scales between ends made of random members."),
      ];
    },
  });
}

// The command takes several names separated by commas, or several texts by bars.
function joined(ids) {
  return ids.join(ids.some((id) => id.startsWith("text:")) ? "|" : ",");
}
