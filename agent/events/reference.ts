import { table } from '../../config/reference.ts'
import type { EventName } from './contract.ts'
import { exampleOf } from './examples.ts'
import { eventSchemas, type Schema } from './schemas.ts'
import { CONTRACT_VERSION } from './version.ts'

/** The reference page of the contract: what all events share, then each with what it carries and an example. */
export function eventReference(): string {
  const all = [...eventSchemas()]
  const families = [...new Set(all.map(([name]) => name.split('.')[0]))]
  const index = families.map(family => {
    const names = all.map(([name]) => name).filter(name => name.startsWith(`${family}.`))
    return `| ${family} | ${names.map(name => `[${name.split('.')[1]}](#${name.replace('.', '')})`).join(', ')} |`
  })
  return `${[
    '# Events',
    `Version ${CONTRACT_VERSION} of the contract. Made from the schemas by \`npm run generate\`; do not edit.`,
    'Each event is a CloudEvent 1.0 in structured JSON, one MQTT message (QoS 1) on `aisle/v1/{tenant}/{store}/{agent}/{family}/{name}`. ' +
      'What is for one subscriber alone has the name of that subscriber behind. The same event may come more than once: `source` and `id` together tell it. ' +
      '`epoch` grows at each start of an agent, `sequence` counts from 1 without a gap within an epoch. ' +
      'Pass over events, fields and values of lists that you do not know: a later version of the same first number may have more of them.',
    ['| family | events |', '| --- | --- |', ...index].join('\n'),
    '## What all share',
    table('event', shared(all[0][1]), 'need'),
    ...all.flatMap(([name, schema]) => section(name, schema)),
  ].join('\n\n')}\n`
}

function shared({ properties, ...schema }: Schema): Schema {
  const { data: _, type: __, ...rest } = properties ?? {}
  return { ...schema, properties: rest }
}

function section(name: EventName, schema: Schema): string[] {
  const { topic, event } = exampleOf(name)
  return [
    `## ${name}`,
    schema.description ?? '',
    table('data', schema.properties!.data as Schema, 'need'),
    `On \`${topic}\`:`,
    `\`\`\`json\n${JSON.stringify(event, null, 2)}\n\`\`\``,
  ]
}
