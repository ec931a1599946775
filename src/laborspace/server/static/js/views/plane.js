// Place X in the plane of two scales.
import { h } from "../dom.js";
import { names } from "../api.js";
import { cloud, clip } from "../chart.js";
import { ask, asCode, byChance, csvButton, groupBy, how, KINDS, legend, measure, notes, python, section, shell, table, whole } from "../parts.js";
import { fair, joined } from "./axis.js";

const SHOWN = 8; // at each of the four ends, in the tables

export function plane({ a, b, c, d, x, kind, expand }, signal) {
  const poles = { x_negative: a, x_positive: b, y_negative: c, y_positive: d, expand };
  const wider = expand ? `, expand=${expand}` : "";
  const params = { ...poles, kind };
  return section({
    title: "In the plane of two scales", signal,
    load: async () => Promise.all([
      ask("plane", { ...params, limit: 50000 }, signal), Promise.all([a, b, c, d].map((own) => names(own, signal))),
      x.length ? ask("plane", { ...poles, entities: x }, signal) : { rows: [] }]),
    show: ([{ rows, notes: said }, called, { rows: placed }]) => {
      const [low, high, below, above] = called.map((own) => own.map((each) => clip(each.title, 34)).join(" + "));
      const shown = groupBy(rows);
      const kinds = KINDS.filter((each) => shown.has(each));
      const by = (name) => [...rows].sort((one, other) => other[name] - one[name]);
      const order = { x: by("x"), y: by("y") };
      const range = (name) => ({ most: order[name][0][name], least: order[name].at(-1)[name] });
      const columns = ["x", "y"].map((name) => ({
        label: name === "x" ? "Across" : "Up", show: (row) => measure(row[name], { ...range(name), low: row[`${name}_low`], high: row[`${name}_high`] }) }));
      columns.push({ label: "By chance", show: (row) => [byChance(row.x_p_value), h("small", {}, `up ${byChance(row.y_p_value)}`)] });
      const asked = new Set(placed.map((row) => row.id));
      const marked = new Map(placed.map((row) => [row.id, { ...row, asked: true }]));
      for (const name of ["x", "y"]) {
        for (const [i, row] of [...order[name].slice(0, 2), ...order[name].slice(-2).reverse()].entries()) {
          if (!marked.has(row.id)) marked.set(row.id, { ...row, first: i % 2 === 0 });
        }
      }
      const ends = [["x", `nearest to B, ${high}`, order.x.slice(0, SHOWN)], ["x", `nearest to A, ${low}`, order.x.slice(-SHOWN).reverse()],
        ["y", `nearest to D, ${above}`, order.y.slice(0, SHOWN)], ["y", `nearest to C, ${below}`, order.y.slice(-SHOWN).reverse()]];
      return [
        notes(said),
        placed.length ? table({ caption: "What you placed", rows: placed, columns }) : null,
        cloud({
          rows, marked: [...marked.values()], signal, axes: [[low, high], [below, above]], name: "plane",
          about: `${whole(rows.length)} entities across from ${low} to ${high}, and up from ${below} to ${above}.`,
          caption: [fair(shown, kinds, innerWidth >= 600), " Named are those farthest out", asked.size ? " and what you placed" : "", "; their lines are 95\u00a0% intervals. A click on a point opens its page."],
        }),
        h("div", { class: "buttons" }, csvButton("plane", params, "plane.csv")), legend(),
        h("div", { class: "columns" }, ends.map(([, caption, own]) => h("div", {}, table({ caption: `The ${own.length} ${caption}`, rows: own, columns })))),
        h("p", { class: "hint" }, "“By chance” is how often scales between ends drawn at random place it as far out: first across, then up. The CSV has all entities."),
        asCode({
          py: `x = space.axis(${python(a)}, ${python(b)}${wider})\ny = space.axis(${python(c)}, ${python(d)}${wider})\nspace.plane(x, y${kind ? `, kind=${python(kind)}` : ""})${x.length ? `\nspace.plane(x, y, entities=${python(x)})` : ""}`,
          cli: [`${command([a, b, c, d], expand)}${kind ? ` --kind ${kind}` : ""} -o plane.csv`,
            ...(x.length ? [`${command([a, b, c, d], expand)}${x.map((each) => ` --place ${shell(each)}`).join("")}`] : [])].join("\n"),
        }),
        how("axis", "Each scale is the line from the middle of everything at one end to the middle of everything at the other; an entity has a place along both. The scales need not be at right angles in the space: two that nearly coincide are warned of."),
      ];
    },
  });
}

const command = ([a, b, c, d], expand) => `laborspace axis ${[a, b].map((own) => shell(joined(own))).join(" ")} --and ${[c, d].map((own) => shell(joined(own))).join(" ")}${expand ? ` --expand ${expand}` : ""}`;
