/** A sentence of the catalogue of faults, parted: what happened, and what it says to do next, where it says so. */
export function advised(sentence: string): { readonly what: string; readonly next: string | undefined } {
  const at = sentence.search(/\. (?=[A-Z])/)
  const what = (at < 0 ? sentence : sentence.slice(0, at))
    .replace(/^Sensor \S+ (?:is lost|refused us): /, '')
    .replace(/\.$/, '')
  return { what, next: at < 0 ? undefined : sentence.slice(at + 2) }
}
