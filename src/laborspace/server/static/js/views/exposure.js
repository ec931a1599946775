// Which jobs does technology T touch?
import { h, go } from "../dom.js";
import { chips } from "../picker.js";
import { bars } from "../chart.js";
import { ask, asCode, csvButton, how, kindChoice, legend, measure, notes, number, percent, PLURALS, python, range, section, shell, table, whole } from "../parts.js";

const TOP = 20;

export const exposure = {
  path: "exposure",
  title: "Which jobs does technology T touch?",
  draw(params, signal) {
    const q = params.getAll("q");
    const kind = params.get("kind") ?? "occupation";
    const next = (change) => go("exposure", { q, kind, ...change });
    return [h("h1", { tabindex: "-1" }, "Which jobs does technology T touch?"),
      h("p", {}, "Describe a technology, or any other thing, in your own words. The answer says how close each job comes to it: touched, not replaced."),
      h("div", { class: "form" },
        chips({ id: "concept", label: "Technology", ids: q, allowText: true, placeholder: "e.g. large language models", hint: "Words of your own, or a skill from the list.", onChange: (chosen) => next({ q: chosen }) }),
        kindChoice("kind", kind, (chosen) => next({ kind: chosen }), { all: null })),
      q.length ? answer(q, kind, signal) : h("p", { class: "hint" }, "Describe a technology to see the answer.")];
  },
};

function answer(q, kind, signal) {
  const measures = kind === "occupation";
  const params = { concept: q, kind, top: TOP, measures: measures || null };
  const found = section({
    title: `${PLURALS[kind]} it touches most`, signal, load: () => ask("exposure", params, signal),
    show: ({ rows, about, notes: said }) => {
      const published = Object.keys(rows[0] ?? {}).filter((name) => !["id", "kind", "code", "title", "score", "low", "high", "percentile", "p_value", "basis", "why"].includes(name));
      return [
        notes(said.filter((note) => !note.startsWith("Rank correlation"))), legend(),
        bars({ rows, value: "score", low: "low", high: "high", axis: "closeness to the technology", name: "exposure", signal,
          about: `Closeness of ${rows.length} ${PLURALS[kind].toLowerCase()} to ${about.named ?? "it"}.`, caption: "Hollow bars are estimated; lines show where the score could lie." }),
        table({ caption: `The first ${rows.length} ${PLURALS[kind].toLowerCase()}`, rows, columns: [
          { label: "Closeness", show: (row) => measure(row.score, { low: row.low, high: row.high }) },
          { label: "Closer than", show: (row) => row.percentile === null ? "–" : row.percentile > 99 ? ">\u00a099\u00a0%" : `${whole(row.percentile)}\u00a0%` },
          { label: "By chance", show: (row) => row.p_value < 0.01 ? "<\u00a01\u00a0%" : percent(row.p_value) },
          ...published.map((name) => ({ label: name, show: (row) => number(row[name]) })),
        ] }),
        published.length ? h("p", { class: "hint" }, "The last columns are published measures of exposure to AI, as their authors scored these occupations; they are not about your words unless your words are about AI.") : null,
        h("div", { class: "buttons" }, csvButton("exposure", params)),
        asCode({ py: `space.exposure(${python(q.length === 1 ? q[0] : q)}, kind=${python(kind)}, top=${TOP}${measures ? ", measures=True" : ""})`,
          cli: `laborspace exposure ${q.map(shell).join(" ")} --kind ${kind} --top ${TOP}${measures ? " --measures shipped" : ""}` }),
        how("exposure", "Your words are placed in the space like a description, and the answer lists what lies closest. “Closer than” counts all others of the kind; “by chance” says how often a random thing comes as close.",
          "Closeness of descriptions is no forecast: it does not say whether a technology helps or replaces, or when."),
      ];
    },
  });
  return measures ? [found, agreement(q, signal)] : found;
}

/** How far the published measures agree with these words, and with each other. */
function agreement(q, signal) {
  const params = { concept: q };
  return section({
    title: "Beside published measures", signal, quiet: true, load: () => ask("measures", params, signal),
    show: ({ rows, about }) => [
      table({ caption: "How far measures of all occupations agree", plain: true, rows, columns: [
        { label: "One", left: true, show: (row) => row.measure === "concept" ? "Your words" : row.measure },
        { label: "Other", left: true, show: (row) => [row.other, h("small", {}, about.measures[row.other])] },
        { label: "Agreement", show: (row) => [number(row.spearman), h("small", {}, range(row.low, row.high))] },
        { label: "Within groups of like jobs", show: (row) => number(row.within) },
        { label: "Occupations", show: (row) => whole(row.n) },
      ] }),
      h("p", { class: "hint" }, "Agreement is the rank correlation: 1 is the same order, 0 no relation. Published measures differ among themselves, and much of their agreement comes from broad groups of jobs; within them it is smaller."),
      h("div", { class: "buttons" }, csvButton("measures", params)),
      asCode({ py: `space.exposure_measures(concept=${python(q.length === 1 ? q[0] : q)}).attrs["agreement"]`, cli: `laborspace measures --concept ${q.map(shell).join(" --concept ")}` }),
    ],
  });
}
