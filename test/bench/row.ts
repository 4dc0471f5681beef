/** One figure of a benchmark. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** How it was measured, where the name does not say. */
  readonly note?: string
}
