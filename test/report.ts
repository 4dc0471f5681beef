import type { Reporter, TestModule } from 'vitest/node'

/** The last lines of a run: what passed only when it was tried again, what was skipped for want of what, and one line of figures. */
export class Report implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    const wanted = new Map<string, number>()
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) count.failed++
      for (const test of module.children.allTests()) {
        const state = test.result().state
        count[state]++
        if (state === 'passed' && test.diagnostic()?.flaky) process.stdout.write(`tried twice: ${test.fullName}\n`)
        if (state !== 'skipped') continue
        const need = /\(needs (.+?)\)/.exec(test.fullName)?.[1] ?? 'what failed before it'
        wanted.set(need, (wanted.get(need) ?? 0) + 1)
      }
    }
    for (const [need, tests] of wanted) process.stdout.write(`skipped ${tests}: needs ${need}\n`)
    process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
  }
}
