import { table } from '../../config/reference.ts'
import { answerSchema, inquiryOf, inquirySchemas, VERBS } from './inquiries.ts'
import { REQUESTS, type Verb } from './requests.ts'
import { CONTRACT_VERSION } from './version.ts'

/** The reference page of the requests: how one asks, then each with what it says and an example. */
export function requestReference(): string {
  const index = VERBS.map(verb => {
    const { about, roles } = REQUESTS[verb]
    return `| [${verb}](#${verb.replace('.', '')}) | ${roles.join(', ')} | ${about} |`
  })
  return `${[
    '# Requests',
    `Version ${CONTRACT_VERSION} of the contract. Made from the schemas by \`npm run generate\`; do not edit.`,
    'One asks with an MQTT message (QoS 1, not retained) on `aisle/v1/{tenant}/{store}/{agent}/request/{verb}/{asker}`, under the name in one’s ' +
      'certificate. The answer comes on the response topic with its correlation data (MQTT 5), or on `…/answer/{asker}/{id}`. ' +
      'Who may ask says the section `requests` of the configuration, by roles. Each request is done once: repeated within an hour under its `id`, ' +
      'with the same words but perhaps another `at`, it is answered as before, word for word; while it is being done, with `"state": "running"` and `"final": false`. ' +
      `What takes and changes nothing (${VERBS.filter(isForgotten)
        .map(verb => `\`${verb}\``)
        .join(', ')}) is done again when it is over. ` +
      'Whoever asks too often is told once when there is room again, and until then nothing.',
    'With mosquitto’s own client, and the certificate of `desk` (deploy/mosquitto/certificates.sh makes it, deploy/mosquitto/aisle.acl lets it ask):',
    `\`\`\`sh\n${COMMAND}\n\`\`\``,
    'It shows the first answer and ends. So of `member.enrol`, and of whatever is asked again while it is done, it shows what is said in between; of `replay` what came of it, ' +
      'while the events come on `…/replay/{asker}/#`. One certificate is one connection: whatever else is connected under the same name is thrown off.',
    ['| verb | roles | |', '| --- | --- | --- |', ...index].join('\n'),
    '## Answers',
    table('answer', answerSchema(), 'need'),
    'Codes of errors: `REQUEST_MALFORMED`, `REQUEST_UNKNOWN` (no such verb here), `REQUEST_FORBIDDEN` (not with this name or role), ' +
      '`REQUEST_TOO_MANY`, `REQUEST_STALE` (made too long ago), `REQUEST_REPEATED` (another request bore that number, or it was answered and the answer is kept no more), ' +
      '`REQUEST_INTERRUPTED` (the agent stopped over it), and whatever the verb itself may meet.',
    ...VERBS.flatMap(section),
  ].join('\n\n')}\n`
}

const COMMAND = `ID=$(cat /proc/sys/kernel/random/uuid) AGENT=aisle/v1/acme/vienna/door
mosquitto_rr -V mqttv5 -q 1 -W 10 --cafile ca.pem --cert desk.pem --key desk.key -h broker.example -p 8883 \\
  -t $AGENT/request/ping/desk -e $AGENT/answer/desk/$ID -m '{"id":"'$ID'","at":"'$(date -u +%FT%TZ)'"}'`

const isForgotten = (verb: Verb): boolean => 'isHarmless' in REQUESTS[verb] && !('isCostly' in REQUESTS[verb])

function section(verb: Verb): string[] {
  const { about, roles, answer } = REQUESTS[verb]
  const forms = inquirySchemas(verb)
  const tables = forms.flatMap((schema, i) => [
    ...(forms.length > 1 ? [i === 0 ? 'Either' : 'or'] : []),
    table('request', schema, 'need'),
  ])
  return [
    `## ${verb}`,
    `${about} Role: ${roles.join(', ')}.`,
    ...tables,
    `The answer says: ${answer}`,
    `On \`aisle/v1/acme/vienna/door/request/${verb}/${ASKERS[roles[0]]}\`:`,
    `\`\`\`json\n${JSON.stringify(inquiryOf(verb), null, 2)}\n\`\`\``,
  ]
}

/** Who asks, in the examples. */
const ASKERS = { subscriber: 'cloud', members: 'crm', technician: 'desk', owner: 'desk' } as const
