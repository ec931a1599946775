// What is this text about?
import { h, go, link } from "../dom.js";
import { bars, folded } from "../chart.js";
import { ask, asCode, choice, csvButton, how, legend, measure, notes, percent, python, section, shell, table } from "../parts.js";

const KINDS = [["occupation", "Occupations (O*NET, SOC)"], ["industry", "Industries (NAICS)"], ["skill", "Skills it names (ESCO)"]];

export const coding = {
  path: "coding",
  title: "What is this text about?",
  draw(params, signal) {
    const text = params.get("text") ?? "";
    const kind = params.get("kind") ?? "occupation";
    const area = h("textarea", { id: "text", maxlength: 20000, value: text, placeholder: "Paste a job title, an advert, or what a firm does" });
    const send = () => go("coding", { text: area.value.trim(), kind });
    return [h("h1", { tabindex: "-1" }, "What is this text about?"),
      h("p", {}, "Paste a job title, an advert or the description of a business. The answer is the official code it most likely belongs to, and how sure that is. The text stays on this computer."),
      h("form", { class: "form", onsubmit: (event) => { event.preventDefault(); send(); } },
        h("div", { class: "field full" }, h("label", { for: "text" }, "Text"), area),
        choice({ id: "kind", label: "Find", value: kind, options: KINDS, onChange: (chosen) => go("coding", { text: area.value.trim(), kind: chosen }) }),
        h("div", { class: "buttons" }, h("button", { type: "submit", id: "send" }, "Find codes"))),
      text ? [answer(text, kind, signal), kind === "skill" ? null : answer(text, "skill", signal)] : null];
  },
};

function answer(text, kind, signal) {
  const params = { text, kind, top: kind === "skill" ? 20 : 5, backoff: kind === "skill" ? null : true, threshold: kind === "skill" ? 0.2 : null };
  const options = Object.entries({ top: params.top, threshold: params.threshold }).filter(([, value]) => value !== null);
  return section({
    title: kind === "skill" ? "Skills it names" : "Most likely", signal, quiet: kind === "skill", load: () => ask("code", params, signal),
    show: ({ rows, notes: said }) => {
      if (!rows.length && kind === "skill") return h("p", {}, "It names no skill with enough certainty.");
      if (!rows.length) return h("p", {}, "Nothing in this text could be told with enough certainty. A longer or plainer text may help.");
      const first = rows[0];
      return [notes(said),
        first.backed_off ? h("p", {}, "No single code is sure enough, so the answer is a broader group. The more the text says, the finer the code.") : null,
        first.review ? h("p", {}, h("strong", {}, "Worth a look by a person: "), "no answer is likely enough to be taken unseen.") : null,
        kind === "skill" ? marked(text, rows) : null, legend(),
        table({ caption: kind === "skill" ? "Skills, the likeliest first" : "Codes, the likeliest first", rows, columns: [
          { label: "Probability", show: (row) => [measure(row.probability, { shown: percent(row.probability) }), row === first && row.review ? h("small", {}, "to be reviewed") : null] },
          ...(rows.some((row) => row.excerpt) ? [{ label: "Said as", left: true, show: (row) => row.excerpt ?? "" }] : []),
        ] }),
        h("div", { class: "buttons" }, csvButton("code", params)),
        folded(() => bars({ rows, value: "probability", tick: ".0%", format: (x) => percent(x), axis: "probability", name: "codes", signal, about: `Probability of ${rows.length} codes.`, caption: "How sure each code is." })),
        asCode({ py: `space.code([${python(text)}], kind=${python(kind)}${options.map(([name, value]) => `, ${name}=${value}`).join("")})`,
          cli: `laborspace code ${shell(text)} --kind ${kind}${options.map(([name, value]) => ` --${name} ${value}`).join("")}` }),
        how("code", "The text is compared with every official title, every known alternative title, and the descriptions. The probability has been checked against texts whose codes are known: of answers given 70 %, about seven in ten are right.")];
    },
  });
}

/** The text with what names a skill marked; places are counted in characters, not in UTF-16 units. */
function marked(text, rows) {
  const letters = [...text];
  const spans = rows.filter((row) => row.end > row.start).sort((one, other) => one.start - other.start);
  const parts = [];
  let place = 0;
  for (const span of spans) {
    if (span.start < place) continue;
    parts.push(letters.slice(place, span.start).join(""), h("mark", {}, h("a", { href: link("entity", { q: span.id }), title: `${span.title}, ${percent(span.probability)}` }, letters.slice(span.start, span.end).join(""))));
    place = span.end;
  }
  return h("p", { class: "marked" }, parts, letters.slice(place).join(""));
}
