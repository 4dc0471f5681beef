/**
 * Every way in which Aisle can fail that somebody outside can do something about. The code is for searching; the sentence
 * says what happened and what to do next. `{name}` is filled from the details given to {@link Fault}.
 */
export const FAULTS = {
  CONFIG_UNREADABLE: 'The configuration {file} cannot be read: {why}. Check the path and its permissions.',
  CONFIG_INVALID:
    'The configuration {file} has {count} fault(s):\n{list}\nMend them, then run: aislectl config check {file}',
  CONFIG_NOT_STAGED:
    'Nothing is staged beside the configuration under that digest: {why}. Stage it again, and apply the digest of the answer.',
  CONFIG_RETURNED:
    'The configuration {digest} was put in force and did not hold: {why}. The former one is in force again; the other lies beside it as {refused}.',
  CONFIG_FIRST:
    'There is nothing to return to: no other configuration was put in force before the one in {file}, and nothing was changed. `aislectl config apply NEW` keeps the former one.',
  ARGUMENT_INVALID: '{argument} is {value}, expected {expected}. Run the command with --help.',
  CONFIG_UNUSABLE: '{key} is {value}, expected {expected}. Change it in the configuration.',
  FILE_UNREADABLE: '{file} cannot be read: {why}. Check the path and its permissions.',
  FILE_UNWRITABLE: '{file} cannot be written: {why}. Check the folder, its permissions and the space left.',
  FILE_THERE:
    '{file} is there already, and keys are never written over: name another file, or move that one away where nothing needs it any more.',
  FILE_MALFORMED:
    '{file} has {count} line(s) that cannot be read, the first is line {line}: {why}. Nothing was used; mend the file.',
  CALIBRATION_UNFIT:
    'The calibration of {camera} gives no floor: {why}. Measure at least four spots, no three in a line, spread over the floor that the camera sees.',
  SOURCE_LOST: 'Sensor {sensor} is lost: {why}. The other lanes go on; this one is tried again.',
  SOURCE_AWAY:
    'The sensor {sensor} gives nothing: {why}. Check its power, its cable and its address; aislectl doctor --config FILE --sensor {sensor} says at which hop it fails.',
  NETWORK_MUTE:
    'Nothing can be called out into the network: {why}. See that an interface is up and has an address (ip address), or name one with --interface.',
  CAMERA_DARK: 'The camera {sensor} shows nothing: {why}. {next}',
  PICTURE_UNFIT:
    'The camera {sensor} sends pictures of {got} pixels, and was calibrated in {wanted}: nobody is placed by them. Set the camera to that size again, or calibrate it anew: aislectl calibrate pairs --config FILE --camera {sensor}',
  SOURCE_REFUSED: 'Sensor {sensor} refused us: {why}. {next}',
  SURVEY_BROKEN:
    'The channels of {interface} cannot be surveyed: {why}. See that it is there and in monitor mode (iw dev), that the agent does not hold it, and that this user may capture (sudo).',
  CHANNEL_HELD:
    'Sensor {sensor} does not change its channels as planned: {why}. It goes on listening where it can. {next}',
  NOTHING_RECORDED:
    'Nothing in {file} has an end: all its sensors are live. Name recordings (driver file, recording or savefile), or set simulation.seconds.',
  TOOL_MISSING: '{tool} is not installed. Install it with: apt-get install {package}',
  MODULE_MISSING: 'The optional module {module} is not installed. {next}',
  CAPTURE_MALFORMED: '{file} is not a capture that can be read: {why}. Nothing after byte {offset} was used.',
  HEAT_STRANGE: '{file} cannot be used: {why}. The agent sets it aside, and begins the day again.',
  HEAT_NONE: 'There is no heat map in {folder} yet: {why}.',
  HEAT_FOREIGN:
    'The heat maps in {folder} are of the agent {owner}, and this one is {agent}: they are left as they are. Give each agent its own outbox.path.',
  MAP_NONE: 'There is no touchpoint map: {why}.',
  MAP_UNKEPT:
    'What visits met cannot be kept in {file} for the touchpoint map: {why}. Check the disk; it is tried again, and what could not be kept is missing from the map.',
  IMAGE_UNREADABLE: '{file} cannot be decoded as an image: {why}.',
  SENSOR_UNWELL:
    'Sensor {sensor} is not well: {why}. Check it where it hangs: its view, its power, its cable, its antenna. It is told when it is well again.',
  BUDGET_EXCEEDED:
    'The machine could not do all of it: {why}. Left out for now: {what}. Events and counts go on. Lower cameras[].maxFps, raise the limits in the section health, or give the shop a faster machine.',
  MODEL_UNKNOWN: 'There is no model called {model}. Known are: {known}.',
  MODEL_MISSING: 'The model {model} is not on this machine. Fetch it with: aislectl models pull {model}',
  MODEL_CORRUPT:
    '{file} of the model {model} has the hash {actual}, expected {expected}; it was not used and what was there before is untouched. Fetch it again with: aislectl models pull {model} --force',
  MODEL_MISTAKEN:
    '{file} is not what the model {model} is made from: {why}. Name an untouched copy of {source}, or leave --from out to fetch it.',
  MODEL_UNCONVERTIBLE: 'The model {model} cannot be converted: {why}.',
  MODEL_UNREACHABLE:
    'The model {model} cannot be fetched from {source}: {why}. Check the network, or name a local copy with --from.',
  ENGINE_FAILED: 'Inference with {model} failed: {why}. The lane starts it again.',
  LANE_STUCK:
    'The lane of {sensor} has been busy with one item for minutes, and does not come back by itself. systemd gets no sign of life any more, and starts the service anew.',
  SYSTEMD_DEAF:
    'systemd cannot be told how the service is: {why}. Look that systemd-notify is there and the unit says NotifyAccess=all; without it the service is started anew when WatchdogSec is over.',
  CLOCK_SET:
    'The clock of this machine was set by {seconds} s. The agent begins anew, so that no time before goes with one after: check that a time server keeps the clock (timedatectl).',
  STORE_CORRUPT: 'The database {file} is damaged: {why}. It was set aside as {aside} and a new one begun.',
  STORE_DAMAGED:
    'The database {file} is damaged: {why}. Events go on through memory; at the next start it is set aside and a new one begun.',
  STORE_FULL:
    'The database {file} cannot grow: the disk is full. Free some space; the agent goes on in memory and tells what it drops.',
  STORE_LOCKED:
    'The database {file} is in use by another agent. Stop that one first, or give this one its own outbox.path.',
  STORE_FOREIGN:
    'The database {file} is of the agent {owner}, and this one is {agent}: what waits in it would go out under the wrong name. Give each agent its own outbox.path; if it was renamed, let it deliver what waits under the old name first, then move the file away.',
  STORE_UNWRITABLE: 'The database {file} cannot be opened: {why}. Check outbox.path, the folder and its permissions.',
  LEDGER_UNUSABLE:
    'The ledger of consents {file} cannot be used: {why}. Nobody is recognised until it can be. It is never begun anew by itself: check the disk, or put a good copy in its place.',
  LEDGER_NONE: 'No consent was taken in yet: there is no ledger {file}. Take consents in with: aislectl consent import',
  LEVEL_HELD:
    'The privacy level stays {level}, not {asked}: {why}. It rises only with a token that the owner has signed for this shop: aislectl privacy raise makes one.',
  CONSENT_UNKNOWN: 'There is no consent {receipt} in {file}. List them with: aislectl consent list --config FILE',
  TOKEN_REFUSED: 'The signed paper is refused: {why}. Ask whoever signed it for another one.',
  KEY_UNUSABLE: 'The key {what} in {from} cannot be used: {why}. {next}',
  GALLERY_UNUSABLE:
    'The gallery of members {file} cannot be used: {why}. Nobody is recognised until it can be; nothing in it was changed. Check the disk and the permissions, or put a good copy in its place.',
  GALLERY_NONE: 'Nobody was enrolled yet: there is no gallery {file}.',
  MEMBER_UNKNOWN: 'There is no member {member} in {file}. List them with: aislectl member list --config FILE',
  KIOSK_UNKNOWN:
    'There is no kiosk {kiosk} in the configuration. Add it to the kiosks of the section identity, with its camera.',
  KIOSK_BUSY: 'Somebody is enrolling at the kiosk {kiosk} just now. Ask again when they are done.',
  KIOSK_UNCLEAR:
    'The camera of the kiosk {kiosk} sees {who} just now. The code is not used up: ask again when the member stands there alone.',
  SESSION_REFUSED: 'The member cannot be recognised: {why}.',
  RECOGNITION_UNKNOWN:
    'There is no recognition {recognition} of the last 24 hours, or the member is erased. Take the number from the event member.recognised.',
  REQUEST_FORBIDDEN: 'That may not be asked: {why}.',
  REQUEST_MALFORMED: 'The request cannot be understood: {why}.',
  REQUEST_FAILED: 'A request failed in a way that nobody foresaw: {why}. This is a fault in Aisle; please report it.',
  REPLAY_BROKEN:
    'The broker took {count} events and no more. Ask again, with another number, for what is after the last that came.',
  VISIT_UNKNOWN:
    'There is no visit {visit} in this shop now, and none of the last 48 hours. Take its number from the events of this agent.',
  MOMENTS_NONE: 'Nothing was decided of any visit yet: {why}.',
  MOMENT_UNKNOWN:
    'Nothing was advised of a visit {visit}, or it is forgotten: advice is kept for 90 days at most. Take the number of a visit, or how it begins, as console and events show it.',
  MOMENT_AMBIGUOUS: 'Several visits begin with {visit}: {visits}. Name one of them.',
  MOMENTS_UNFIT:
    'What was learned of moments, {file}, cannot be used: {why}. It was left {aside}; the agent begins with what is believed of any shop and learns anew.',
  MOMENTS_REST:
    'Nobody is advised to be approached at present: among the latest {visits} visits there was hardly anybody to whom a contact seemed worth it. That ends where there are more, and on {until} it is tried anew. Whoever does not want to wait sets aside what was learned: aislectl moments reset --config FILE',
  TOUCHPOINT_UNKNOWN: 'There is no touchpoint {touchpoint} in the configuration. Name one of the section touchpoints.',
  OUTCOME_BACKWARDS: 'What became of the visit {visit} is said to be over before it began. Mend `from` and `until`.',
  ENROLMENT_REFUSED: 'Nobody was enrolled: {why}.',
  ENROLMENT_UNFINISHED: 'Nobody was enrolled: the time was over, with {have} of {of} good looks{lacking}.',
  ERASURE_UNPROVED:
    'The member is gone from the gallery {file} and is recognised no more, but its files are not clean yet: {why}. That is done again when it is next opened; stop the other programs that use it.',
  IDENTITY_UNCONFIGURED:
    'The configuration {file} has no section called identity, so this shop knows no members. Add one with the keys of whoever signs its consents; it is in the reference.',
  BROKER_UNCONFIGURED:
    'The configuration {file} has no section called broker, so nothing is published. Add one, or name a broker with --url.',
  BROKER_EMBEDDED:
    'The broker inside the agent is for demonstrations only: whoever reaches {url} hears everything and may ask for anything, in any name, and what it has acknowledged is gone when it ends. For a shop set broker to kind: remote; deploy/mosquitto is such a broker.',
  BROKER_UNREACHABLE: 'The broker {url} does not answer: {why}. {next}',
  PAIR_UNFIT:
    'The certificate {certificate} and the key {key} cannot be used together: {why}. Name a certificate, and the private key that was made for it.',
  BROKER_REFUSED: 'The broker {url} refused us: {why}. {next}',
  SUBSCRIBER_UNFIT:
    'The option {key} of the subscriber is not what it may be: {expected}. Change it where subscribe is called.',
  SUBSCRIBER_OFFLINE:
    'The broker {url} is out of reach: {why}. It is tried again; events wait there and in the shops. Check its address and our certificate.',
  SUBSCRIPTION_REFUSED:
    'The broker does not let us read {filters}. Give the subscriber these rights at the broker; it is asked again at the next connection.',
  SUBSCRIBER_UNHEARD:
    'The broker {url} does not take what we say on {topic}: {why}. Let it (ACL), and call the subscriber as its certificate does; until then nothing is asked for or acknowledged.',
  SUBSCRIBER_STOPPED: 'The subscriber was stopped before the broker {url} had let it in.',
  STORE_SILENT:
    'We are connected to {url}, and hear of no agent in {store}. A broker may grant what it then never brings: look at its rights (ACL) to read {filter}, at the names of tenant and store, and whether an agent ever spoke to this broker.',
  HANDLER_FAILED:
    'The handler of the event {id} of {source} failed: {why}. It is given the event again, and those behind it wait.',
  REPLAY_FAILED:
    'The agent {source} does not send again what was missed: {why}. It is asked again. Its configuration must name the subscriber (requests.clients, with the role subscriber), and the broker must let it ask and read the answers (ACL), under the name in its certificate.',
  AGENT_REWOUND:
    'The agent {source} counts from below what we have of it (it is in epoch {epoch}): its database is new, and its clock is behind. All that it has now is taken for new, and what it told before is perhaps lost. Set its clock.',
  EVENT_UNREADABLE: 'What came on {topic} is no event: {why}. It was passed over.',
  EVENTS_LOST:
    'Of {source}, what came after {after} and through {through} is lost, and nobody listened for losses (onLoss).',
  JOIN_TOKEN:
    'That is no token to join a fleet by: it begins with {mark} and is one word. Copy all of it, or ask for another: aislectl fleet invite makes one.',
  JOIN_STRANGER:
    'Whoever answers at {url} is not whom the token speaks of: nothing was told to them. Check the address and who stands between; if the fleet has another authority now, ask for another token.',
  JOIN_UNREACHABLE:
    'Nobody answers at {url}: {why}. Check the network, the name and the port; what was begun goes on when the command is repeated.',
  JOIN_REFUSED: '{url} does not let this machine join: {why}.',
  JOIN_UNFIT:
    'The first configuration that {url} gave cannot be used here: {why}. Mend it there and invite anew: aislectl fleet invite checks it.',
  RENEWAL_FAILED:
    'The certificate {certificate} was not renewed at {url}: {why}. It is good until {until}, and tried again every few hours. See that aislectl fleet serve runs there; a machine that was withdrawn, or whose certificate is over, joins anew: aislectl fleet invite --again there, aislectl join - --replace here.',
  JOIN_AGAIN:
    'This machine is {name} already, by the authority of that token, and its certificate is good until {until}: there is nothing to do. To prove it: aislectl doctor --config {file}. A new key takes a new invitation: aislectl fleet invite --again there, aislectl join - --replace here.',
  JOIN_DONE:
    'There is a configuration already, {file}, so this machine belongs to a shop. To let it join another one, give --replace: what is there is kept as {file}.previous.',
  INVITATION_TWICE:
    "Somebody called {name} has joined, or may yet: two machines of one name end each other's connections. Look at aislectl fleet list; to invite it anew, give --again.",
  INVITATION_UNKNOWN: 'Nobody waits to join by the invitation {invitation}. List them with: aislectl fleet list',
  AUTHORITY_UNUSABLE:
    'The authority in {folder} cannot be used: {why}. It is ca.pem and ca.key, as deploy/mosquitto/certificates.sh makes them.',
  FLEET_TOO_LARGE:
    'This machine cannot make {connections} connections: {why}. {next}, or spread the fleet over several machines with --first.',
  NODE_SILENT:
    'The machine {node} sends nothing of what it sees. Its sensors count as dark; what it keeps meanwhile is merged in later. Check that it runs, and its network.',
  NODE_MALFORMED:
    'What comes from the machine {node} cannot be read; it was left out. Check that all machines of the store run the same version.',
  NODE_SIMULATED:
    'The machine {node} sees a simulated shop, this one a real one: what it sends is left out. Mend its configuration, or name a section called simulation here too.',
  NODE_ELSEWHERE:
    'The machine {node} sees for {owner}, not for this one: what it sends is left to that one. Mend node.owner there, or node.sensors here.',
  CLOCK_APART:
    'The clock of the machine {node} is off by {ms} ms, more than node.clockMs allows: what it sees is left out until that is mended. Set all machines of the store by one time server.',
  PORT_TAKEN: 'The port {port} is taken by another program. Stop that one, or set {setting} to a free port.',
  AGENT_ABSENT:
    'No agent runs with this configuration: nothing answers at {socket} ({why}). Start it with: aisled --config {file}',
  AGENT_SILENT:
    'The agent behind {socket} does not answer: {why}. See how it is: systemctl status aisled, journalctl -u aisled',
  DOOR_LOCKED:
    'This user may not ask the agent behind {socket}, nor see whether one runs. Ask as its user (sudo -u aisle aislectl …), or as somebody of its group (sudo adduser NAME aisle, then log in anew).',
  DOOR_SHUT:
    'The local door {socket} of the agent stays shut: {why}. The agent runs on; aislectl cannot look at it until that is mended.',
  WALK_BROKEN:
    'The walks over {line} were broken off: {why}. Nothing was kept; see that the agent runs (aislectl top --config FILE), and walk again.',
  DRIFT_UNWATCHED:
    'Nobody watches whether the cameras at the entrances still see as they did: {why}. Walk again over each: aislectl walktest --config FILE --line LINE',
  DOOR_REFUSED: 'The running agent did not answer {route}: {why}.',
  CONSOLE_SHUT:
    'The console does not listen on {address} port {port}: {why}. It is tried again; the agent runs on. {next}',
  CONTRACT_BROKEN:
    'An event {type} does not fit its contract and was not sent: {why}. This is a fault in Aisle; please report it.',
} as const

export type FaultCode = keyof typeof FAULTS

/** The one error class. `cause` is for us, the message is for the person who reads it. */
export class Fault extends Error {
  readonly code: FaultCode
  readonly details: Readonly<Record<string, string | number>>
  constructor(code: FaultCode, details: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(
      FAULTS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? `{${name}}`)),
      cause === undefined ? undefined : { cause },
    )
    this.name = 'Fault'
    this.code = code
    this.details = details
  }
}

/** Whatever was thrown, as one sentence without a stack: for the `why` of a fault. */
export function why(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message.split('\n')[0]! : String(thrown)
}
