// What is this text about?
import { h, go } from "../dom.js";
import { ask, asCode, choice, csvButton, how, legend, measure, notes, percent, python, section, shell, table } from "../parts.js";

const KINDS = [["occupation", "Occupations (O*NET, SOC)"], ["industry", "Industries (NAICS)"], ["skill", "Skills it names (ESCO)"]];

export const coding = {
  path: "coding",
  title: "What is this text about?",
  menu: "Text",
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
      text ? answer(text, kind, signal) : null];
  },
};

function answer(text, kind, signal) {
  const params = { text, kind, top: kind === "skill" ? 20 : 5, backoff: kind === "skill" ? null : true, threshold: kind === "skill" ? 0.2 : null };
  return section({
    title: "Most likely", signal, load: () => ask("code", params, signal),
    show: ({ rows, notes: said }) => {
      if (!rows.length) return h("p", {}, "Nothing in this text could be told with enough certainty. A longer or plainer text may help.");
      const first = rows[0];
      return [notes(said),
        first.backed_off ? h("p", {}, "No single code is sure enough, so the answer is a broader group. The more the text says, the finer the code.") : null,
        first.review ? h("p", {}, h("strong", {}, "Worth a look by a person: "), "no answer is likely enough to be taken unseen.") : null,
        kind === "skill" ? marked(text, rows) : null, legend(),
        table({ caption: "Codes, the likeliest first", rows, columns: [
          { label: "Probability", show: (row) => measure(row.probability, { shown: percent(row.probability) }) },
          ...(rows.some((row) => row.excerpt) ? [{ label: "Said as", left: true, show: (row) => row.excerpt ?? "" }] : []),
        ] }),
        h("div", { class: "buttons" }, csvButton("code", params)),
        asCode({ py: `space.code([${python(text)}], kind=${python(kind)}, top=${params.top})`, cli: `laborspace code ${shell(text)} --kind ${kind} --top ${params.top}` }),
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
    parts.push(letters.slice(place, span.start).join(""), h("mark", { title: span.title }, letters.slice(span.start, span.end).join("")));
    place = span.end;
  }
  return h("p", { class: "marked" }, parts, letters.slice(place).join(""));
}
