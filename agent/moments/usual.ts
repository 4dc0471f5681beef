/** What features call usual counts as so many looks; the mean is taken over so many at the most, those before count for less and less. */
const [FIRST, MOST] = [200, 5000]

/** What a visitor is usually like, feature by feature: the mean over the latest looks. Reasons are told against it. */
export class Usual {
  readonly mean: Float64Array
  looks = 0

  constructor(size: number) {
    this.mean = new Float64Array(size)
  }

  see(features: Float64Array): void {
    this.looks++
    const weight = 1 / Math.min(FIRST + this.looks, MOST)
    for (let i = 0; i < features.length; i++) this.mean[i] += weight * (features[i] - this.mean[i])
  }

  reset(): void {
    this.mean.fill(0)
    this.looks = 0
  }
}
