// The maps of a ternary viewer: the grid, and the packed values as Swift's PackedMap writes them.

// Points (i, j, k) with i + j + k = n, in the order of Swift's TernaryGrid.
class TernaryGrid {
  constructor(divisions) {
    this.divisions = divisions;
    this.count = ((divisions + 1) * (divisions + 2)) / 2;
    this.rowStart = new Int32Array(divisions + 2);
    for (let i = 0; i <= divisions; i += 1) {
      this.rowStart[i + 1] = this.rowStart[i] + divisions - i + 1;
    }
  }

  index(i, j) {
    return this.rowStart[i] + j;
  }

  point(index) {
    const n = this.divisions;
    let i = Math.floor((2 * n + 3 - Math.sqrt((2 * n + 3) ** 2 - 8 * index)) / 2);
    while (this.rowStart[i] > index) i -= 1;
    while (this.rowStart[i + 1] <= index) i += 1;
    const j = index - this.rowStart[i];
    return [i, j, n - i - j];
  }

  // The neighbour by steps of i, j and k; null beyond the border.
  neighbour(index, steps) {
    const [i, j, k] = this.point(index).map((value, place) => value + steps[place]);
    return Math.min(i, j, k) < 0 ? null : this.index(i, j);
  }

  // The nearest point to three fractions; what lies outside is brought to the border first.
  nearest(fractions) {
    const inside = fractions.map((value) => Math.max(value, 0));
    const sum = inside[0] + inside[1] + inside[2] || 1;
    const exact = inside.map((value) => (value / sum) * this.divisions);
    const steps = exact.map(Math.floor);
    const order = [0, 1, 2].sort((a, b) => exact[b] - steps[b] - (exact[a] - steps[a]) || a - b);
    let missing = this.divisions - steps[0] - steps[1] - steps[2];
    for (let turn = 0; missing > 0; turn += 1, missing -= 1) steps[order[turn % 3]] += 1;
    return this.index(steps[0], steps[1]);
  }
}

// Reads the two streams of a packed map.
class TernaryUnpacker {
  constructor(grid, leads, rests) {
    this.grid = grid;
    this.leads = leads;
    this.rests = rests;
    this.lead = 0;
    this.rest = 0;
  }

  number() {
    const lead = this.leads[this.lead++];
    if (lead < 192) return lead;
    const low = this.rests[this.rest++];
    return lead < 255 ? 192 + ((lead - 192) << 8) + low : low | (this.rests[this.rest++] << 8);
  }

  difference() {
    const number = this.number();
    return (number >> 1) ^ -(number & 1);
  }

  // Predicted from the left and the upper neighbour and the one between them.
  predicted() {
    const { divisions, count } = this.grid;
    const values = new Uint16Array(count);
    let index = 0;
    for (let row = 0; row <= divisions; row += 1) {
      const step = divisions - row + 2;
      for (let column = 0; column <= divisions - row; column += 1) {
        const left = column > 0 ? values[index - 1] : row > 0 ? values[index - step] : 0;
        const above = row > 0 ? values[index - step] : left;
        const plane = row > 0 && column > 0 ? left + above - values[index - step - 1] : left;
        const low = Math.min(left, above);
        const guess = column > 0 ? Math.max(low, Math.min(Math.max(left, above), plane)) : left;
        values[index] = guess + this.difference();
        index += 1;
      }
    }
    return values;
  }

  // What the other classes leave of the total.
  remainder(total, others) {
    const values = new Uint16Array(this.grid.count);
    for (let index = 0; index < values.length; index += 1) {
      let left = total;
      for (const other of others) left -= other[index];
      values[index] = left + this.difference();
    }
    return values;
  }

  masks() {
    const { divisions, count } = this.grid;
    const values = new Uint16Array(count);
    let index = 0;
    for (let row = 0; row <= divisions; row += 1) {
      for (let column = 0; column <= divisions - row; column += 1) {
        const before =
          column > 0 ? values[index - 1] : row > 0 ? values[index - (divisions - row + 2)] : 0;
        values[index] = before ^ this.number();
        index += 1;
      }
    }
    return values;
  }
}

// One system's map, unpacked.
class TernarySystem {
  constructor(entry, summary, leads, rests) {
    this.label = entry.label;
    this.corners = entry.corners;
    this.fixed =
      entry.fixedElement === undefined
        ? null
        : { element: entry.fixedElement, fraction: entry.fixedFraction };
    // The part of the alloy that the three corners share.
    this.share = this.fixed === null ? 1 : 1 - this.fixed.fraction;
    this.grid = new TernaryGrid(entry.divisions);
    this.quantum = summary.quantum;
    this.uncertaintyQuantum = summary.uncertaintyQuantum;
    const unpacker = new TernaryUnpacker(this.grid, leads, rests);
    this.counts = [];
    for (let index = 1; index < summary.classes.length; index += 1) {
      this.counts.push(unpacker.predicted());
    }
    this.counts.push(unpacker.remainder(summary.total, this.counts));
    this.rulesMet = entry.hasRules ? unpacker.masks() : null;
    this.domain = entry.hasDomain ? unpacker.predicted() : null;
    this.uncertainty = entry.hasUncertainty ? unpacker.predicted() : null;
  }

  probability(index, place) {
    return this.counts[place][index] * this.quantum;
  }

  // The most probable class; the earlier one of equals.
  predicted(index) {
    let best = 0;
    this.counts.forEach((counts, place) => {
      if (counts[index] > this.counts[best][index]) best = place;
    });
    return best;
  }

  // Elements and their fractions at a grid point, that of a section's fixed element last.
  composition(index) {
    const point = this.grid.point(index);
    const parts = this.corners.map((element, place) => ({
      element,
      fraction: (this.share * point[place]) / this.grid.divisions,
    }));
    return this.fixed === null ? parts : [...parts, this.fixed];
  }

  // The point where the class is most probable; the first of equals.
  peak(place) {
    const counts = this.counts[place];
    let best = 0;
    for (let index = 1; index < counts.length; index += 1) {
      if (counts[index] > counts[best]) best = index;
    }
    return best;
  }

  // Where a composition stands in the triangle, as three fractions; null if it is not in it.
  place(parts) {
    const fractions = [0, 0, 0];
    let constant = 0;
    for (const part of parts) {
      const corner = this.corners.indexOf(part.element);
      if (corner >= 0) fractions[corner] += part.fraction;
      else if (part.element === this.fixed?.element) constant += part.fraction;
      else return null;
    }
    if (this.fixed !== null && Math.abs(constant - this.fixed.fraction) > 0.005 + 1e-9) return null;
    const sum = fractions[0] + fractions[1] + fractions[2];
    return sum > 0 ? fractions.map((value) => value / sum) : null;
  }
}

// What the page stores: names and looks, compounds, systems.
class TernaryArchive {
  // Throws where the browser cannot inflate.
  static async open(block) {
    const archive = new TernaryArchive();
    archive.lines = block.textContent.trim().split("\n");
    archive.summary = await archive.json(0);
    archive.opened = new Map();
    archive.compoundList = null;
    return archive;
  }

  bytes(line) {
    const text = atob(this.lines[line]);
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
    return bytes;
  }

  static async inflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  async json(line) {
    const bytes = await TernaryArchive.inflated(this.bytes(line));
    return JSON.parse(new TextDecoder().decode(bytes), (key, value) =>
      typeof value === "string" ? TernaryArchive.shown(value) : value);
  }

  // As on the rest of the page, control characters are seen and cannot reorder the text.
  static shown(text) {
    return text
      .replace(/[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, "\ufffd")
      .replace(/[\0-\x1f]/g, (sign) => String.fromCharCode(0x2400 + sign.charCodeAt(0)))
      .replaceAll("\x7f", "\u2421");
  }

  // The last few systems stay unpacked.
  async system(position) {
    let system = this.opened.get(position);
    if (system === undefined) {
      const bytes = this.bytes(position + 2);
      const length = new DataView(bytes.buffer).getUint32(0, true);
      const [leads, rests] = await Promise.all([
        TernaryArchive.inflated(bytes.subarray(4, 4 + length)),
        TernaryArchive.inflated(bytes.subarray(4 + length)),
      ]);
      system = new TernarySystem(this.summary.systems[position], this.summary, leads, rests);
    }
    this.opened.delete(position);
    this.opened.set(position, system);
    if (this.opened.size > 6) this.opened.delete(this.opened.keys().next().value);
    return system;
  }

  async compounds() {
    if (this.compoundList === null) {
      const columns = await this.json(1);
      let start = 0;
      this.compoundList = columns.formulas.map((formula, position) => {
        const end = start + columns.lengths[position];
        const parts = [];
        for (; start < end; start += 1) {
          const element = columns.elements[columns.parts[start]];
          parts.push({ element, fraction: columns.amounts[start] / 1e6 });
        }
        return { formula, place: columns.classes[position], parts };
      });
    }
    return this.compoundList;
  }
}
