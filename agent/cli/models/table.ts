/** Lines of columns, each as wide as its widest entry. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column].length)))
  return all.map(row =>
    row
      .map((entry, column) => entry.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
}
