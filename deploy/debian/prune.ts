import { WEIGHTS } from '../../models/registry.ts'

/** Never needed at run time: what compilers, editors and browsers read, and what people read elsewhere. */
const ENDINGS =
  /\.(map|flow|md|markdown|html|ico|png|svg|yml|yaml|[cm]?ts|tsx|c|cc|cpp|h|hpp|gyp|gypi|mk|o|a|tgz|tflite|binarypb|bin|bcmap)$/i
const FOLDERS =
  /^(tests?|__tests__|docs?|examples?|demo|benchmarks?|coverage|\.github|\.vscode|\.circleci|types|typings|samples?|hidapi)$/
const DOTTED = /(^|\/)\.[^/]+$/
const LICENCE = /(^|\/)(licen[cs]e|notice|copying|copyright|unlicense)[^/]*$/i
/** The libraries in libvips say their licences there alone. */
const LICENCES_TOLD = /(^|\/)@img\/sharp-libvips-[^/]+\/(README\.md|versions\.json)$/

/** Of some modules only these files are used. */
const ONLY: readonly (readonly [module: RegExp, files: RegExp])[] = [
  [/^node-gyp$/, /^(package\.json|bin\/.*)$/],
  [/^better-sqlite3$/, /^(package\.json|lib\/.*|build\/Release\/better_sqlite3\.node)$/],
  [/^@tensorflow\/tfjs-backend-(cpu|webgl)$/, /^package\.json$/],
  [
    /^@tensorflow\/tfjs-(core|converter|backend-wasm)$/,
    /^(package\.json|dist\/tf-[a-z-]+\.node\.js|dist\/[^/]+\.wasm)$/,
  ],
  [/^@tensorflow-models\/face-detection$/, /^(package\.json|dist\/(tfjs|shared|mediapipe)\/.*|dist\/[^/]*\.js)$/],
  [/^zxing-wasm$/, /^(package\.json|dist\/(es|cjs)\/.*|dist\/reader\/.*)$/],
  [/^@vladmandic\/face-api$/, /^package\.json$/],
  [/^@mediapipe\/face_detection$/, /^package\.json$/],
]

/** Modules that are for compilers, or cannot be built beforehand. */
const WITHOUT = /^(@types\/|pcap(\/|$)|nan(\/|$)|\.bin(\/|$)|\.package-lock\.json$)/

/** The weights that come with a module, which `models pull` converts without a network. */
const WEIGHED = new Set(
  WEIGHTS.flatMap(({ origin, files }) =>
    origin.kind === 'npm' ? files.map(({ path }) => `${origin.package}/${path}`) : [],
  ),
)

/**
 * Whether a file of a production node_modules, by its path there, belongs into the package for `machine` (as Node calls it). Licences
 * always do.
 */
export function isNeeded(path: string, machine: string): boolean {
  if (WITHOUT.test(path)) return false
  if (WEIGHED.has(path)) return true
  const [, module, file] = /^(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path) ?? ['', path, '']
  if (isForeign(module!, file!, machine)) return false
  if (LICENCES_TOLD.test(path)) return true
  if (LICENCE.test(path)) return !ENDINGS.test(path) || /\.md$/i.test(path)
  const only = ONLY.find(([name]) => name.test(module!))
  if (only && !only[1].test(file!)) return false
  const [folder] = file!.split('/')
  if (file !== folder && FOLDERS.test(folder!)) return false
  return !ENDINGS.test(path) && !DOTTED.test(path)
}

/** Built for another machine, or another system. */
function isForeign(module: string, file: string, machine: string): boolean {
  if (module === 'onnxruntime-node' && file.startsWith('bin/'))
    return !new RegExp(`^bin/napi-v\\d+/linux/${machine}/`).test(file)
  const built = /(?:^|\/)prebuilds\/(.*)/.exec(file)
  return built !== null && (!built[1]!.includes(`linux-${machine}`) || built[1]!.includes('musl'))
}
