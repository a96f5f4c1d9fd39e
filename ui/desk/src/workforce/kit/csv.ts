type Cell = string | number | boolean | null;

const BOM = '\ufeff';
const QUOTED = /[",\n\r]/;
/* A spreadsheet takes a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV for programs: Latin digits and points whatever the reader's language, an empty cell for what is undefined. */
export function toCsv(head: string[], rows: Cell[][]): string {
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: Cell): string {
  if (value === null) return '';
  // Twelve figures are all that is known; the rest is what binary numbers leave behind.
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a table to the browser as a file that spreadsheets read as UTF-8. */
export function download(name: string, csv: string): void {
  saveFile(name, new Blob([BOM, csv], { type: 'text/csv;charset=utf-8' }));
}

/** Hands anything to the browser as a file. */
export function saveFile(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
