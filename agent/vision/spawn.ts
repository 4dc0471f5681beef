import { Worker } from 'node:worker_threads'

/**
 * Starts the module `name` beside the module that asks (`import.meta.url`) as a worker: as it was built where that one was built,
 * and through tsx where that one runs as it was written. The worker is ended by a message that asks it to, never by terminate().
 */
export function spawn(beside: string, name: string, workerData: unknown): Worker {
  if (!beside.endsWith('.ts')) return new Worker(new URL(`${name}.js`, beside), { workerData })
  const module = new URL(`${name}.ts`, beside).href
  const tsx = import.meta.resolve('tsx/esm/api')
  const first = `import('${tsx}').then(({ register }) => (register(), import('${module}')))`
  return new Worker(first, { eval: true, workerData, execArgv: [] })
}
