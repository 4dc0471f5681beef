import type { CommandDef } from 'citty'
import { aisled } from '../../../agent/aisled.ts'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { outline } from '../../../agent/cli/outline.ts'
import { commandPage, type Edition, programPage } from './command.ts'
import { configPage } from './config.ts'
import { daemonPage } from './daemon.ts'

/** Every page of the manual, by the name of its file: made of the commands and of the schema of the configuration. */
export async function pages(edition: Edition): Promise<Map<string, string>> {
  const program = await outline(aislectl as CommandDef, 'aislectl')
  return new Map([
    ['aisled.8', daemonPage(await outline(aisled as unknown as CommandDef, 'aisled'), edition)],
    ['aislectl.1', programPage(program, edition)],
    ...program.children.map(child => [`${child.words.join('-')}.1`, commandPage(child, edition)] as const),
    ['aisle.yaml.5', configPage(edition)],
  ])
}
