/** One picture as ffmpeg's filter showinfo announces it, before its bytes come. */
export interface Announced {
  /** Presentation time, seconds of the stream's own clock. */
  readonly seconds: number
  /** ffmpeg's name of the pixel format. */
  readonly format: string
  readonly width: number
  readonly height: number
}

/** More of one line than this is not ffmpeg speaking. */
const LONGEST_LINE = 4096

/** Errors kept: the cause is seldom the last one alone. */
const MOST_ERRORS = 8

/** Of what ffmpeg hands on to us, not of what comes from the camera: two pictures were given one time, and it goes on. */
const OURS = /^Application provided invalid, non monotonically increasing dts to muxer/

/**
 * Reads what ffmpeg says on standard error under `-loglevel level+info`: the time base, a line for each picture, and errors.
 * Anything else, and anything malformed, is passed over.
 */
export class ShowInfo {
  readonly #announced: Announced[] = []
  readonly #errors: string[] = []
  #secondsPerTick = 0
  #rest = ''

  /** The first picture that was announced and not taken yet. */
  get next(): Announced | undefined {
    return this.#announced[0]
  }

  /** Takes the next one off; there must be one. */
  take(): Announced {
    return this.#announced.shift()!
  }

  /** The latest errors, oldest first, each without ffmpeg's prefixes. */
  get errors(): readonly string[] {
    return this.#errors
  }

  /** Takes a piece of standard error, cut anywhere. */
  push(piece: string): void {
    const lines = (this.#rest + piece).split(/[\r\n]+/)
    this.#rest = lines.pop()!.slice(-LONGEST_LINE)
    for (const line of lines) this.#read(line.slice(0, LONGEST_LINE))
  }

  #read(line: string): void {
    const error = /^(?:\[[^\]]* @ [^\]]*\] )*\[(?:error|fatal|panic)\] (.+)$/.exec(line)
    if (error) {
      if (!OURS.test(error[1]) && this.#errors.push(error[1]) > MOST_ERRORS) this.#errors.shift()
      return
    }
    // What a file says of itself is printed too, and may look like anything, but not from the beginning of a line on.
    const filter = /^\[Parsed_showinfo_\d+ @ \w+\] \[info\] (.*)$/.exec(line)
    if (!filter) return
    const said = filter[1]
    const base = /^config in time_base: (\d+)\/([1-9]\d*)/.exec(said)
    if (base) this.#secondsPerTick = Number(base[1]) / Number(base[2])
    const picture = /^n: *\d+ pts: *(-?\d+|NOPTS) .*\bfmt:(\w+) .*\bs:([1-9]\d{0,4})x([1-9]\d{0,4}) /.exec(said)
    if (!picture) return
    const [, pts, format, width, height] = picture
    const seconds = pts === 'NOPTS' ? Number.NaN : Number(pts) * this.#secondsPerTick
    this.#announced.push({ seconds, format, width: Number(width), height: Number(height) })
  }
}
