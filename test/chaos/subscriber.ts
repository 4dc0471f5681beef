import Database from 'better-sqlite3'
import mqtt, { type IPublishPacket } from 'mqtt'

/** A subscriber in a process of its own, to be killed: writes down each event once, and acknowledges it when that is on the disk. */
const [url, source, name, file] = process.argv.slice(2) as [string, string, string, string]
const db = new Database(file)
db.pragma('synchronous = FULL')
db.exec('CREATE INDEX IF NOT EXISTS arrived_id ON arrived (id)')
const isThere = db.prepare('SELECT 1 FROM arrived WHERE id = ?').pluck()
const insert = db.prepare('INSERT INTO arrived (id, type, subject, body) VALUES (?, ?, ?, ?)')

const client = mqtt.connect(url, {
  protocolVersion: 5,
  clientId: name,
  clean: false,
  properties: { sessionExpiryInterval: 3600 },
  reconnectPeriod: 100,
})
client.on('error', error => process.stderr.write(`${error.message}\n`))
client.handleMessage = ({ payload }: IPublishPacket, done) => {
  const { id, type, subject } = JSON.parse(String(payload))
  if (!isThere.get(id)) insert.run(id, type, subject ?? null, String(payload))
  done()
}
client.on('connect', () => client.subscribe(`aisle/v1${source}/+/+`, { qos: 1 }))
