// Finding systems by what a reader types, and known compounds by composition.
const TernarySearch = {
  // Elements, numbers and other words in the order in which they are written.
  tokens(text) {
    const tokens = [];
    for (const run of text.match(/[A-Za-z]+|\d+(?:\.\d+)?|[^\sA-Za-z\d\-_,;/()]+/g) || []) {
      const isFormula = /^(?:[A-Z][a-z]?)+$/.test(run) && run !== run.toUpperCase();
      tokens.push(...(isFormula ? run.match(/[A-Z][a-z]?/g) : [run]));
    }
    return tokens.map((token) => token.toLowerCase());
  },

  words(text) {
    return TernarySearch.tokens(text).sort();
  },

  // The words of a label in an order that does not matter: "Fe-Al-Cu", "al cu fe" and "AlCuFe"
  // have the same key. A number stays with the element before it, or with the bracket: sections
  // with the same four elements differ in nothing else.
  key(text) {
    const words = [];
    for (const part of text.split(")")) {
      let isAfterElement = false;
      for (const token of TernarySearch.tokens(part)) {
        const isNumber = /^\d/.test(token);
        if (isNumber && isAfterElement) words[words.length - 1] += token;
        else words.push(token);
        isAfterElement = !isNumber;
      }
    }
    return words.sort().join(" ");
  },

  // The position of the label that is meant; -1 if there is none.
  find(labels, text) {
    const exact = labels.indexOf(text.trim());
    if (exact >= 0) return exact;
    const key = TernarySearch.key(text);
    return key === "" ? -1 : labels.findIndex((label) => TernarySearch.key(label) === key);
  },

  // The labels that share most with the text, then those that differ by the fewest letters, then
  // those of better rank.
  offers(labels, text, count) {
    const words = TernarySearch.words(text);
    const key = words.join(" ");
    const scored = labels.map((label, position) => {
      const own = TernarySearch.words(label);
      const shared = own.filter((word) => words.includes(word)).length;
      return { position, shared, edits: TernarySearch.edits(own.join(" "), key) };
    });
    scored.sort((a, b) => b.shared - a.shared || a.edits - b.edits || a.position - b.position);
    return scored.slice(0, count).map((entry) => entry.position);
  },

  // The Levenshtein distance of two short texts.
  edits(a, b) {
    const [first, second] = [a.slice(0, 64), b.slice(0, 64)];
    let row = Array.from({ length: second.length + 1 }, (_, index) => index);
    for (let i = 1; i <= first.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= second.length; j += 1) {
        const change = row[j - 1] + Number(first[i - 1] !== second[j - 1]);
        next.push(Math.min(row[j] + 1, next[j - 1] + 1, change));
      }
      row = next;
    }
    return row[second.length];
  },

  // Half the sum of the differences of all fractions: the share of atoms to exchange.
  distance(a, b) {
    let sum = 0;
    for (const part of a) {
      const other = b.find((candidate) => candidate.element === part.element);
      sum += Math.abs(part.fraction - (other === undefined ? 0 : other.fraction));
    }
    for (const part of b) {
      if (!a.some((candidate) => candidate.element === part.element)) sum += part.fraction;
    }
    return sum / 2;
  },

  // The nearest known compounds; of equals the earlier ones.
  nearest(compounds, parts, count) {
    const scored = compounds.map((compound) => ({
      compound,
      distance: TernarySearch.distance(parts, compound.parts),
    }));
    // Sorting is stable.
    return scored.sort((a, b) => a.distance - b.distance).slice(0, count);
  },
};
