// Where the triangle lies on the stage, and what is drawn around the field and over it.

// The Gibbs triangle in CSS pixels: the first corner on top, the second left, the third right.
class TernaryView {
  // `right` and `bottom` of the box follow from the size of the stage, which the style sheet sets.
  constructor(width, height) {
    const { margin } = TernaryView;
    this.box = {
      left: margin.side, right: Math.max(margin.side + 40, width - margin.side),
      top: margin.top, bottom: Math.max(margin.top + 40, height - margin.bottom),
    };
    this.homeSide = this.box.right - this.box.left;
    this.reset();
  }

  reset() {
    this.zoom = 1;
    this.side = this.homeSide;
    this.left = this.box.left;
    this.bottom = this.box.bottom;
  }

  position([a, b, c]) {
    const sum = a + b + c;
    const x = (c + a / 2) / sum;
    return [this.left + this.side * x, this.bottom - (this.side * TernaryView.height * a) / sum];
  }

  fractions(x, y) {
    const a = (this.bottom - y) / (this.side * TernaryView.height);
    const c = (x - this.left) / this.side - a / 2;
    return [a, 1 - a - c, c];
  }

  // What lies under (x, y) stays there, unless the map would leave its box.
  zoomBy(factor, x, y, divisions) {
    const most = Math.max(2, (48 * divisions) / this.homeSide);
    const zoom = Math.min(most, Math.max(1, this.zoom * factor));
    const ratio = zoom / this.zoom;
    this.zoom = zoom;
    this.side = this.homeSide * zoom;
    this.left = x - (x - this.left) * ratio;
    this.bottom = y - (y - this.bottom) * ratio;
    this.settle();
    return ratio !== 1;
  }

  panBy(x, y) {
    this.left += x;
    this.bottom += y;
    this.settle();
  }

  settle() {
    const { left, right, top, bottom } = this.box;
    this.left = Math.min(left, Math.max(right - this.side, this.left));
    this.bottom = Math.max(bottom, Math.min(top + this.side * TernaryView.height, this.bottom));
  }

  holds([x, y], slack = 1) {
    const { left, right, top, bottom } = this.box;
    return x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack;
  }

  // The part of a line within the box, with whether its first end was kept; null for none.
  clipped([x1, y1], [x2, y2]) {
    const { left, right, top, bottom } = this.box;
    let [from, to] = [0, 1];
    const edges = [
      [x1 - x2, x1 - left], [x2 - x1, right - x1], [y1 - y2, y1 - top], [y2 - y1, bottom - y1],
    ];
    for (const [direction, room] of edges) {
      // An edge of the triangle may lie on the box's, up to rounding.
      if (Math.abs(direction) < 1e-9) {
        if (room < -1e-6) return null;
      } else if (direction < 0) from = Math.max(from, room / direction);
      else to = Math.min(to, room / direction);
    }
    if (from > to) return null;
    const point = (t) => [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t];
    return { start: point(from), end: point(to), isWhole: from < 1e-6 };
  }
}

TernaryView.height = Math.sqrt(0.75);
TernaryView.margin = { side: 40, top: 34, bottom: 58 };

// Shapes that scripts draw: markers of classes, here and in legends.
const TernaryShapes = {
  element(name, attributes = {}, text = null) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== null) element.textContent = text;
    return element;
  },

  polygon(x, y, radii, first) {
    const corners = radii.map((radius, index) => {
      const angle = first + (2 * Math.PI * index) / radii.length;
      return [x + radius * Math.sin(angle), y - radius * Math.cos(angle)];
    });
    return corners.map((corner) => corner.map((value) => value.toFixed(2)).join(",")).join(" ");
  },

  marker(look, x, y, radius = 5.5) {
    const attributes = { class: "marker", fill: look.marker };
    if (look.shape === "circle") {
      return TernaryShapes.element("circle", { ...attributes, cx: x, cy: y, r: radius * 0.8 });
    }
    const outlines = {
      star: [Array.from({ length: 10 }, (_, index) => radius * (index % 2 ? 0.58 : 1.35)), 0],
      diamond: [[1.2, 0.95, 1.2, 0.95].map((part) => part * radius), 0],
      square: [Array(4).fill(radius * 1.15), Math.PI / 4],
      triangle: [Array(3).fill(radius * 1.25), 0],
    };
    const [radii, first] = outlines[look.shape];
    const points = TernaryShapes.polygon(x, y, radii, first);
    return TernaryShapes.element("polygon", { ...attributes, points });
  },

  // A marker by itself, for legends and lists.
  icon(look) {
    const svg = TernaryShapes.element("svg", {
      class: "icon", viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true",
    });
    svg.append(TernaryShapes.marker(look, 9, 9));
    return svg;
  },
};

// Frame, grid lines, ticks, corners, known compounds, and the marks of the looked-at points.
class TernaryFrame {
  constructor(svg) {
    this.svg = svg;
    this.scene = TernaryShapes.element("g");
    this.marks = TernaryShapes.element("g");
    svg.append(this.scene, this.marks);
  }

  draw(system, view, known, looks) {
    this.scene.replaceChildren();
    this.isWhole = view.zoom < 1.05;
    this.drawGrid(system, view);
    this.drawOutline(view);
    this.drawCorners(system, view);
    for (const { compound, place } of known) {
      const [x, y] = view.position(place);
      if (!view.holds([x, y])) continue;
      const look = looks[compound.place];
      const marker = TernaryShapes.marker(look, x, y);
      marker.append(
        TernaryShapes.element("title", {}, `${compound.formula}, known ${look.name}`));
      this.scene.append(marker);
    }
  }

  add(name, attributes, text) {
    this.scene.append(TernaryShapes.element(name, attributes, text));
  }

  line(kind, [x1, y1], [x2, y2]) {
    this.add("line", { class: kind, x1, y1, x2, y2 });
  }

  drawOutline(view) {
    if (!this.isWhole) {
      const { left, right, top, bottom } = view.box;
      this.add("rect", {
        class: "window", x: left, y: top, width: right - left, height: bottom - top,
      });
    }
    const corners = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((corner) => view.position(corner));
    corners.forEach((corner, index) => {
      const side = view.clipped(corner, corners[(index + 1) % 3]);
      if (side !== null) this.line("edge", side.start, side.end);
    });
  }

  drawGrid(system, view) {
    const perPercent = view.side / (100 * system.share);
    const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
    const step = steps.find((size) => size * perPercent >= 42) || 20;
    const most = 100 * system.share;
    for (let axis = 0; axis < 3; axis += 1) {
      for (let count = 1; count * step < most - step * 1e-6; count += 1) {
        const percent = Number((count * step).toFixed(1));
        this.drawGridLine(system, view, axis, percent);
      }
    }
  }

  // Each element's numbers stand at one end of its lines, and its ticks carry the lines on: the
  // first element's right, the second's upper left, the third's below.
  drawGridLine(system, view, axis, percent) {
    const t = percent / (100 * system.share);
    const labelEnd = [[t, 0, 1 - t], [1 - t, t, 0], [0, 1 - t, t]][axis];
    const otherEnd = [[t, 1 - t, 0], [0, t, 1 - t], [1 - t, 0, t]][axis];
    const part = view.clipped(view.position(labelEnd), view.position(otherEnd));
    if (part === null) return;
    this.line("grid", part.start, part.end);
    const [x, y] = part.start;
    const { left, right, top, bottom } = view.box;
    const isAt = [x > right - 1, x < left + 1 || y < top + 1, y > bottom - 1][axis];
    if (!part.isWhole && !isAt) return;
    const out = [[1, 0], [-0.5, -TernaryView.height], [-0.5, TernaryView.height]][axis];
    this.line("tick", [x, y], [x + 5 * out[0], y + 5 * out[1]]);
    const text = this.isWhole ? String(percent) : `${system.corners[axis]} ${percent}`;
    const gap = [8, 10, 14][axis];
    this.add("text", {
      class: `${this.isWhole ? "number" : "number close"} axis-${axis}`,
      x: x + gap * out[0], y: y + gap * out[1] + 4,
    }, text);
  }

  drawCorners(system, view) {
    const offsets = [[0, -12], [-10, 20], [10, 20]];
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]].forEach((corner, index) => {
      const [x, y] = view.position(corner);
      if (!view.holds([x, y])) return;
      const [right, down] = offsets[index];
      this.add("text", { class: "corner", x: x + right, y: y + down }, system.corners[index]);
    });
    if (!this.isWhole) return;
    // Arrows point to where the element's content grows.
    const titles = [
      [[0.5, 0, 0.5], 44, 60, (name) => `← at.% ${name}`],
      [[0.5, 0.5, 0], 44, -60, (name) => `← at.% ${name}`],
      [[0, 0.5, 0.5], 44, 0, (name) => `at.% ${name} →`],
    ];
    titles.forEach(([middle, distance, turn, title], index) => {
      const out = [[TernaryView.height, -0.5], [-TernaryView.height, -0.5], [0, 1]][index];
      const [x, y] = view.position(middle);
      const place = `translate(${x + distance * out[0]} ${y + distance * out[1]}) rotate(${turn})`;
      this.add("text", { class: "axis", transform: place }, title(system.corners[index]));
    });
  }

  // The pinned point, and the one under the pointer or the arrow keys.
  mark(system, view, cursor, pin) {
    this.marks.replaceChildren();
    for (const [kind, index, radius] of [["pin", pin, 8.5], ["cursor", cursor, 6]]) {
      if (index === null || (kind === "cursor" && index === pin)) continue;
      const [cx, cy] = view.position(system.grid.point(index));
      if (!view.holds([cx, cy])) continue;
      for (const name of [`rim ${kind}`, kind]) {
        this.marks.append(TernaryShapes.element("circle", { class: name, cx, cy, r: radius }));
      }
    }
  }
}
