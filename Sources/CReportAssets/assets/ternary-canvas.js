// The field of a map, pixel by pixel. Between grid points values are interpolated linearly in the
// small triangles, so a grid point shows exactly what is stored.
class TernaryCanvas {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  static rgb(colour) {
    const value = parseInt(colour.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }

  static packed([red, green, blue], shade = 1) {
    const part = (value) => Math.round(value * shade);
    return (255 << 24) | (part(blue) << 16) | (part(green) << 8) | part(red);
  }

  // Whether a hatch has ink here; x and y in CSS pixels.
  static inked(hatch, x, y) {
    const near = (value) => ((value % 9) + 9) % 9 < 1.1;
    if (hatch === "level") return near(y);
    const rises = (hatch === "rising" || hatch === "crossed") && near((x + y) * 0.8);
    return rises || ((hatch === "falling" || hatch === "crossed") && near((x - y) * 0.8));
  }

  // The area of a class for the legend.
  static swatch(look) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [60, 32];
    canvas.className = "swatch";
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const colour = TernaryCanvas.rgb(look.area);
    for (let index = 0; index < pixels.length; index += 1) {
      const x = (index % canvas.width) / 2;
      const inked = TernaryCanvas.inked(look.hatch, x, Math.floor(index / canvas.width) / 2);
      pixels[index] = TernaryCanvas.packed(colour, inked ? 0.65 : 1);
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }

  // `view` says where the triangle lies, `box` which part of the stage the canvas covers, both in
  // CSS pixels; `density` is the number of canvas pixels for one of those.
  draw(system, layer, ramp, view, box, density) {
    const width = Math.max(1, Math.round((box.right - box.left) * density));
    const height = Math.max(1, Math.round((box.bottom - box.top) * density));
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const area = { width, height, density };
    const shown = new Uint8Array(width * height);
    const isVeiled = system.domain !== null && layer.id !== "domain";
    const veil = isVeiled ? new Uint8Array(shown.length) : null;
    this.fill(system, layer, ramp.length, view, box, area, shown, veil);
    this.paint(layer, ramp, area, shown, veil);
  }

  // Categories from 1 on for every pixel within the triangle; 0 outside.
  fill(system, layer, bands, view, box, area, shown, veil) {
    const { grid, domain } = system;
    const n = grid.divisions;
    const { rowStart } = grid;
    const pick = TernaryCanvas.picker(layer, bands);
    for (let row = 0; row < area.height; row += 1) {
      const y = box.top + (row + 0.5) / area.density;
      const a = (view.bottom - y) / (view.side * TernaryView.height);
      if (a < 0 || a > 1) continue;
      const i = Math.min(Math.floor(a * n), n - 1);
      const up = a * n - i;
      const column = (x) => (x - box.left) * area.density - 0.5;
      const from = Math.max(0, Math.ceil(column(view.left + (view.side * a) / 2)));
      const to = Math.min(area.width - 1, Math.floor(column(view.left + view.side * (1 - a / 2))));
      for (let place = from; place <= to; place += 1) {
        const x = box.left + (place + 0.5) / area.density;
        const along = Math.max(0, (1 - a / 2 - (x - view.left) / view.side) * n);
        const j = Math.min(Math.floor(along), n - 1 - i);
        const on = along - j;
        const q = rowStart[i + 1] + j;
        const r = rowStart[i] + j + 1;
        const isUpper = up + on > 1 && i + j + 2 <= n;
        const p = isUpper ? q + 1 : r - 1;
        const wq = isUpper ? 1 - on : up;
        const wr = isUpper ? 1 - up : on;
        const wp = Math.max(0, 1 - wq - wr);
        const pixel = row * area.width + place;
        shown[pixel] = 1 + pick(p, q, r, wp, wq, wr);
        if (veil !== null) {
          veil[pixel] = Number(domain[wp >= wq && wp >= wr ? p : wq >= wr ? q : r] === 2);
        }
      }
    }
  }

  // The category at a place with weights in a small triangle of three grid points.
  static picker(layer, bands) {
    const [field] = layer.fields;
    if (layer.kind === "nearest") {
      return (p, q, r, wp, wq, wr) => field[wp >= wq && wp >= wr ? p : wq >= wr ? q : r];
    }
    if (layer.kind === "scale") {
      const factor = bands / layer.top;
      return (p, q, r, wp, wq, wr) => {
        const value = wp * field[p] + wq * field[q] + wr * field[r];
        // Single precision leaves a value that is a band's edge a hair below it.
        return Math.min(bands - 1, Math.floor(value * factor + 1e-5));
      };
    }
    const { fields, winners } = layer;
    return (p, q, r, wp, wq, wr) => {
      // What wins at all three points wins between them.
      if (winners[p] === winners[q] && winners[p] === winners[r]) return winners[p];
      let best = 0;
      let most = -1;
      for (let place = 0; place < fields.length; place += 1) {
        const counts = fields[place];
        const value = wp * counts[p] + wq * counts[q] + wr * counts[r];
        if (value > most) {
          best = place;
          most = value;
        }
      }
      return best;
    };
  }

  // Colours, hatching, and lines between unlike neighbours.
  paint(layer, ramp, { width, height, density }, shown, veil) {
    const image = this.context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const looks =
      layer.kind === "scale" ? ramp.map((area) => ({ area, hatch: "none" })) : layer.looks;
    const colours = looks.map((look) => TernaryCanvas.rgb(look.area));
    const plain = Int32Array.from(colours, (colour) => TernaryCanvas.packed(colour));
    const dark = Int32Array.from(colours, (colour) => TernaryCanvas.packed(colour, 0.65));
    const hatches = looks.map((look) => (look.hatch === "none" ? null : look.hatch));
    const zones = TernaryCanvas.zones(layer, looks.length);
    const reach = Math.max(1, Math.round(density));
    const { ink, veilInk } = TernaryCanvas;
    for (let row = 0; row < height; row += 1) {
      const y = row / density;
      const down = row + reach < height ? reach * width : 0;
      const isVeilLine = y % 6 < 0.9;
      for (let place = 0; place < width; place += 1) {
        const pixel = row * width + place;
        const own = shown[pixel];
        if (own === 0) continue;
        const x = place / density;
        const right = place + reach < width ? pixel + reach : pixel;
        const below = pixel + down;
        const hatch = hatches[own - 1];
        let colour = plain[own - 1];
        if (hatch !== null && TernaryCanvas.inked(hatch, x, y)) colour = dark[own - 1];
        if (veil !== null) {
          const ownVeil = veil[pixel];
          const isEdge = ownVeil !== veil[right] || ownVeil !== veil[below];
          if (isEdge ? shown[right] * shown[below] > 0 && (x + y) % 6 < 3 : isVeilLine && ownVeil) {
            colour = veilInk;
          }
        }
        // Dashes run along the line: downwards where its other side lies right, else sideways.
        const zone = zones[own];
        const beside = zones[shown[right]];
        const lower = zones[shown[below]];
        if (beside !== zone && TernaryCanvas.inkedLine(layer, zone, beside, y)) colour = ink;
        if (lower !== zone && TernaryCanvas.inkedLine(layer, zone, lower, x)) colour = ink;
        pixels[pixel] = colour;
      }
    }
    this.context.putImageData(image, 0, 0);
  }

  // The zone of each category, with a line wherever zones meet; -1 outside of the triangle. Of a
  // scale, zones are its quarters.
  static zones(layer, count) {
    const zones = new Int16Array(count + 1);
    zones[0] = -1;
    for (let category = 0; category < count && layer.id !== "rules"; category += 1) {
      zones[category + 1] =
        layer.kind === "scale" ? Math.floor((4 * (category + 0.001)) / count) : category;
    }
    return zones;
  }

  // Lines of a scale are dotted at a quarter, dashed at a half, whole at three quarters.
  static inkedLine(layer, zone, other, along) {
    if (other < 0) return false;
    if (layer.kind !== "scale") return true;
    const level = Math.max(zone, other);
    return level > 2 || (level === 2 ? along % 10 < 6 : along % 5 < 1.5);
  }
}

TernaryCanvas.ink = TernaryCanvas.packed([26, 26, 26]);
TernaryCanvas.veilInk = TernaryCanvas.packed([120, 124, 130]);
