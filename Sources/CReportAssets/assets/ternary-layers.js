// What a map can show: each layer gives a category or a value at every grid point.
const TernaryLayers = {
  // Of the domain; no class has these.
  domain: [
    { name: "inside", area: "#eef1ee", hatch: "none" },
    { name: "at the edge", area: "#c3ccd4", hatch: "rising" },
    { name: "outside", area: "#8e9aa5", hatch: "level" },
  ],

  // The layers of a system, in the order of the list.
  of(system, summary) {
    const layers = [
      {
        id: "class", name: "Predicted class", kind: "classes", looks: summary.classes,
        fields: system.counts,
        winners: Uint8Array.from(system.counts[0], (_, index) => system.predicted(index)),
        help: "The most probable class of every composition.",
      },
    ];
    summary.classes.forEach((look, place) => {
      layers.push({
        id: `probability-${place}`, name: `Probability: ${look.name}`, kind: "scale", top: 1,
        fields: [TernaryLayers.scaled(system.counts[place], system.quantum)],
        help: `Probability of ${look.name}; lines at 0.25, 0.5 and 0.75.`,
      });
    });
    layers.push({
      id: "ambiguity", name: "Ambiguity", kind: "scale", top: 1,
      fields: [TernaryLayers.ambiguity(system)],
      help:
        "Entropy of the class probabilities as a part of its largest value: " +
        "0 where one class is certain, 1 where all are equally likely.",
    });
    if (system.rulesMet !== null) layers.push(TernaryLayers.rules(system, summary));
    if (system.domain !== null) {
      layers.push({
        id: "domain", name: "Domain of the model", kind: "nearest",
        looks: TernaryLayers.domain, fields: [system.domain],
        help: "Whether a composition resembles what the model was trained on.",
      });
    }
    if (system.uncertainty !== null) {
      const values = TernaryLayers.scaled(system.uncertainty, system.uncertaintyQuantum);
      layers.push({
        id: "uncertainty", name: "Uncertainty", kind: "scale",
        top: TernaryLayers.roundTop(values), fields: [values],
        help: "Uncertainty of the prediction; the scale ends at the map's largest value.",
      });
    }
    return layers;
  },

  scaled(counts, quantum) {
    return Float32Array.from(counts, (count) => count * quantum);
  },

  ambiguity(system) {
    const values = new Float32Array(system.grid.count);
    const largest = Math.log(system.counts.length);
    for (let index = 0; index < values.length; index += 1) {
      let entropy = 0;
      for (const counts of system.counts) {
        const probability = counts[index] * system.quantum;
        if (probability > 0) entropy -= probability * Math.log(probability);
      }
      values[index] = Math.min(1, Math.max(0, entropy / largest));
    }
    return values;
  },

  rules(system, summary) {
    const most = summary.rules.length;
    const looks = Array.from({ length: most + 1 }, (_, met) => {
      const colour = Math.round((met / Math.max(1, most)) * (summary.ramp.length - 1));
      return { name: String(met), area: summary.ramp[colour], hatch: "none" };
    });
    return {
      id: "rules", name: "Rules met", kind: "nearest", looks,
      fields: [system.rulesMet.map(TernaryLayers.bits)],
      help: `How many of the ${most} rules a composition meets.`,
    };
  },

  bits(mask) {
    let count = 0;
    for (let rest = mask; rest > 0; rest &= rest - 1) count += 1;
    return count;
  },

  // The next of 1, 2, 5 times a power of ten.
  roundTop(values) {
    const top = values.reduce((a, b) => Math.max(a, b), 0);
    if (!(top > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(top));
    return [1, 2, 5, 10].map((factor) => factor * power).find((edge) => edge >= top * 0.999999);
  },
};
