"use strict";

// Tables of a report: sorting, filtering, a limit on visible rows, and CSV export.
// Without this script a report is complete; the script only adds the controls.
const ReportTables = {
  // A cell's exact value: a number, or text, or null where it is missing.
  value(cell) {
    if (cell.dataset.number !== undefined) return Number(cell.dataset.number);
    return cell.classList.contains("missing") ? null : cell.textContent;
  },

  collator: new Intl.Collator("en", { numeric: true }),

  // Numbers come before text; a missing value or a NaN is last in either direction.
  compare(a, b, direction) {
    const absent = (value) => value === null || Number.isNaN(value);
    if (absent(a) || absent(b)) return Number(absent(a)) - Number(absent(b));
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    if (typeof a === "number") return direction * (a < b ? -1 : a > b ? 1 : 0);
    return direction * ReportTables.collator.compare(a, b);
  },

  // A spreadsheet must never take text from data for a formula.
  csvField(value) {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? "'" + value : value;
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  },

  csv(header, rows) {
    const lines = [header, ...rows].map((row) => row.map(ReportTables.csvField).join(","));
    return lines.join("\n") + "\n";
  },

  save(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

class ReportTable {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.rows = Array.from(this.body.rows);
    this.headers = Array.from(table.tHead.rows[0].cells);
    this.order = this.rows;
    this.words = [];
    this.limit = Number(table.dataset.visibleRows || Infinity);
    if (table.dataset.sortable !== undefined) this.addSorting();
    this.addTools();
    this.show();
  }

  addSorting() {
    this.headers.forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      header.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => this.sort(column));
    });
  }

  addTools() {
    const tools = document.createElement("div");
    tools.className = "tools";
    if (this.table.dataset.filterable !== undefined) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "search";
      label.append("Filter", input);
      input.addEventListener("input", () => {
        this.words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        this.show();
      });
      tools.append(label);
    }
    this.status = document.createElement("span");
    this.status.setAttribute("role", "status");
    tools.append(this.status);
    this.allButton = this.addButton(tools, "", () => {
      this.limit = this.limit === Infinity ? Number(this.table.dataset.visibleRows) : Infinity;
      this.show();
    });
    const { file } = this.table.dataset;
    if (file) this.addButton(tools, "Export CSV", () => ReportTables.save(this.csv(), file));
    // A table without a filter or hidden rows is read first; its export button can wait.
    const box = this.table.parentElement;
    if (this.table.dataset.filterable !== undefined || this.limit < Infinity) box.before(tools);
    else box.after(tools);
  }

  addButton(tools, text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", action);
    tools.append(button);
    return button;
  }

  // First click ascending, second descending, third the order of the report.
  sort(column) {
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    const state = next[this.headers[column].getAttribute("aria-sort")];
    for (const header of this.headers) header.setAttribute("aria-sort", "none");
    this.headers[column].setAttribute("aria-sort", state);
    if (state === "none") {
      this.order = this.rows;
    } else {
      const direction = state === "ascending" ? 1 : -1;
      const keyed = this.rows.map((row) => [ReportTables.value(row.cells[column]), row]);
      keyed.sort((a, b) => ReportTables.compare(a[0], b[0], direction));
      this.order = keyed.map((pair) => pair[1]);
    }
    this.body.append(...this.order);
    this.show();
  }

  matching() {
    return this.order.filter((row) => {
      const text = row.textContent.toLowerCase();
      return this.words.every((word) => text.includes(word));
    });
  }

  show() {
    const matching = this.matching();
    const visible = new Set(matching.slice(0, this.limit));
    for (const row of this.rows) row.hidden = !visible.has(row);
    const total = this.rows.length;
    this.status.hidden = total <= 10 && this.words.length === 0;
    const found = (matching.length === total ? "" : `${matching.length} of `) + `${total} rows`;
    this.status.textContent =
      visible.size === matching.length ? found : `${found}, ${visible.size} shown`;
    const ordinary = Number(this.table.dataset.visibleRows || Infinity);
    this.allButton.hidden = matching.length <= ordinary;
    this.allButton.textContent =
      this.limit === Infinity ? `Show ${ordinary}` : `Show all ${matching.length}`;
  }

  // Every matching row in the present order, hidden or not, at full precision.
  csv() {
    const header = this.headers.map((cell) => cell.textContent);
    const rows = this.matching().map((row) => Array.from(row.cells, ReportTables.value));
    return ReportTables.csv(header, rows);
  }
}

const reportTables = Array.from(
  document.querySelectorAll("table.data"), (table) => new ReportTable(table));
