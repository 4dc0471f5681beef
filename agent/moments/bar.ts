/** At first an approach has to be worth a little. */
export const FIRST_HEIGHT = 0.1
/** How far one visit moves it. */
const STEP = 0.01
/** Nothing is worth more. */
const MOST = 0.9

/**
 * What an approach has to be worth, at the least. Whoever is approached at the first moment at which that is worth anything at all is
 * approached too early, and by staff who are then missing elsewhere. So the bar rises until no larger share of visitors is approached than is
 * wanted, and falls where it is smaller, but never below what is worth nothing: a shop of which nothing can be learned approaches nobody.
 * It is the quantile of the best moments of visitors (Robbins and Monro 1951, A stochastic approximation method), and needs no outcome.
 */
export class Bar {
  height = FIRST_HEIGHT

  /** A visit is over in which somebody was, or was not, approached. */
  pass(isApproached: boolean, share: number): void {
    this.height = Math.min(Math.max(this.height + STEP * (Number(isApproached) - share), 0), MOST)
  }

  reset(): void {
    this.height = FIRST_HEIGHT
  }
}
