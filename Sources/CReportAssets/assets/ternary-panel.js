// What is said about a point: the readout of the one looked at, the panel of the pinned one, and
// the legend of the layer.
const TernaryText = {
  element(name, className, ...content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  },

  // Whole numbers as they are, others with up to two decimals.
  percent(fraction) {
    return String(Number((100 * fraction).toFixed(2)));
  },

  composition(parts) {
    const list = parts.map((part) => `${part.element} ${TernaryText.percent(part.fraction)}`);
    return `${list.join(", ")} at.%`;
  },

  // Amounts as subscripts, as everywhere in the report.
  formula(text) {
    const nodes = [];
    let start = 0;
    for (const match of text.matchAll(/(?<=[\p{L})\]])\d+(?:\.\d+)*/gu)) {
      nodes.push(text.slice(start, match.index), TernaryText.element("sub", "", match[0]));
      start = match.index + match[0].length;
    }
    return [...nodes, text.slice(start)];
  },

  pointFormula(parts) {
    const present = parts.filter((part) => part.fraction > 0);
    if (present.length === 1) return [present[0].element];
    return present.flatMap((part) => [
      part.element, TernaryText.element("sub", "", TernaryText.percent(part.fraction)),
    ]);
  },
};

// A list that says in words what the map shows at one grid point.
class TernaryReadout {
  constructor(summary) {
    this.summary = summary;
    this.place = TernaryText.element("p", "place");
    this.call = TernaryText.element("p", "call");
    this.rows = summary.classes.map((look) => {
      const bar = TernaryText.element("span", "bar", TernaryText.element("span"));
      bar.setAttribute("aria-hidden", "true");
      bar.firstChild.style.backgroundColor = look.area;
      const value = TernaryText.element("span", "value");
      const row = TernaryText.element(
        "li", "", TernaryText.element("span", "name", look.name), " ", bar, value);
      return { row, bar: bar.firstChild, value };
    });
    this.facts = TernaryText.element("p", "facts");
    this.element = TernaryText.element(
      "div", "readout", this.place, this.call,
      TernaryText.element("ul", "", ...this.rows.map((row) => row.row)), this.facts);
    this.element.setAttribute("role", "status");
    this.element.setAttribute("aria-live", "polite");
    this.element.setAttribute("aria-atomic", "true");
  }

  show(system, index) {
    const predicted = system.predicted(index);
    this.place.textContent = TernaryText.composition(system.composition(index));
    this.call.textContent = `Predicted: ${this.summary.classes[predicted].name}`;
    this.rows.forEach(({ row, bar, value }, place) => {
      const probability = system.probability(index, place);
      row.classList.toggle("predicted", place === predicted);
      bar.style.width = `${100 * Math.min(1, probability)}%`;
      value.textContent = probability.toFixed(3);
    });
    const facts = [];
    if (system.domain !== null) {
      facts.push(`Domain: ${TernaryLayers.domain[system.domain[index]].name}`);
    }
    if (system.uncertainty !== null) {
      const value = system.uncertainty[index] * system.uncertaintyQuantum;
      facts.push(`Uncertainty: ${value.toFixed(3)}`);
    }
    if (system.rulesMet !== null) {
      const met = TernaryLayers.bits(system.rulesMet[index]);
      facts.push(`Rules met: ${met} of ${this.summary.rules.length}`);
    }
    this.facts.textContent = facts.join(" · ");
    this.facts.hidden = facts.length === 0;
  }
}

// The pinned point: its formula, the nearest known compounds, the rules one by one.
class TernaryPin {
  constructor(summary, rules, remove) {
    this.summary = summary;
    this.rules = rules;
    this.states = [];
    this.heading = TernaryText.element("p", "formula-line");
    this.button = TernaryText.element("button", "", "Remove the pin");
    this.button.type = "button";
    this.button.addEventListener("click", remove);
    this.nearest = TernaryText.element("ol", "nearest");
    this.ruleTitle = TernaryText.element("p", "part", "Rules");
    this.details = TernaryText.element(
      "div", "details", this.heading, TernaryText.element("p", "part", "Nearest known compounds"),
      this.nearest, this.button);
    this.hint = TernaryText.element(
      "p", "hint", "Click the map, or press Enter on it, to pin a point and see its neighbours.");
    this.element = TernaryText.element("div", "pinned", this.hint, this.details);
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", "Pinned point");
    if (rules !== null) {
      this.states = Array.from(rules.children, (item) => {
        const state = TernaryText.element("span", "state");
        item.append(" ", state);
        return state;
      });
      this.details.after(this.ruleTitle, rules);
    }
    this.clear();
  }

  clear() {
    this.details.hidden = true;
    this.hint.hidden = false;
    this.states.forEach((state) => {
      state.textContent = "";
      state.className = "state";
    });
  }

  show(system, index, compounds) {
    const parts = system.composition(index);
    this.details.hidden = false;
    this.hint.hidden = true;
    this.heading.replaceChildren(...TernaryText.pointFormula(parts));
    const entries = TernarySearch.nearest(compounds, parts, 5).map(({ compound, distance }) => {
      const look = this.summary.classes[compound.place];
      return TernaryText.element(
        "li", "", TernaryShapes.icon(look),
        TernaryText.element("span", "formula-text", ...TernaryText.formula(compound.formula)), " ",
        TernaryText.element("span", "class", look.name), " ",
        TernaryText.element("span", "distance", `${(100 * distance).toFixed(2)} at.%`));
    });
    if (entries.length === 0) entries.push(TernaryText.element("li", "", "None is known."));
    this.nearest.replaceChildren(...entries);
    this.states.forEach((state, rule) => {
      const isKnown = system.rulesMet !== null;
      const isMet = isKnown && (system.rulesMet[index] >> rule) % 2 === 1;
      state.textContent = !isKnown ? "not computed" : isMet ? "✓ met" : "✗ not met";
      state.className = !isKnown ? "state" : isMet ? "state met" : "state unmet";
    });
  }
}

// What the colours and markers mean.
const TernaryLegend = {
  fill(element, layer, system, summary, known) {
    const nodes = [TernaryText.element("p", "part", layer.name)];
    if (layer.kind === "scale") nodes.push(TernaryLegend.scale(layer, summary.ramp));
    else {
      const entries = layer.looks.map((look) =>
        TernaryText.element("li", "", TernaryCanvas.swatch(look), look.name));
      nodes.push(TernaryText.element("ul", "", ...entries));
    }
    const shown = new Set(known.map((entry) => entry.compound.place));
    const markers = summary.classes.flatMap((look, place) =>
      shown.has(place)
        ? [TernaryText.element("li", "", TernaryShapes.icon(look), `known ${look.name}`)] : []);
    if (system.domain !== null && layer.id !== "domain" && system.domain.includes(2)) {
      const look = { area: "#ffffff", hatch: "level" };
      markers.push(
        TernaryText.element("li", "", TernaryCanvas.swatch(look), "outside the model's domain"));
    }
    if (markers.length > 0) nodes.push(TernaryText.element("ul", "", ...markers));
    nodes.push(TernaryText.element("p", "hint", layer.help));
    element.replaceChildren(...nodes);
  },

  scale(layer, ramp) {
    const bar = TernaryShapes.element("svg", {
      class: "ramp", viewBox: `0 0 ${ramp.length} 1`, preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    ramp.forEach((fill, x) => {
      // A little wider than its band, so that no gap shines through.
      const width = x + 1 < ramp.length ? 1.05 : 1;
      bar.append(TernaryShapes.element("rect", { x, y: 0, width, height: 1, fill }));
    });
    const numbers = [0, 0.25, 0.5, 0.75, 1].map((part) =>
      TernaryText.element("span", "", String(Number((part * layer.top).toPrecision(4)))));
    return TernaryText.element(
      "div", "scale", bar, TernaryText.element("div", "numbers", ...numbers));
  },
};
