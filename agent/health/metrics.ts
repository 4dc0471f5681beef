import { Counter, Gauge, Registry } from 'prom-client'
import type { Readings, SensorReading } from './readings.ts'
import { SHED } from './shed.ts'

/** One number, or one for each value of the label. */
type Found = number | undefined | Iterable<readonly [label: string, value: number | undefined]>

/** A metric as Prometheus reads it. Its labels are names of the configuration or words of this program: never more than those. */
export interface Metric {
  readonly name: `aisle_${string}`
  readonly kind: 'counter' | 'gauge'
  readonly help: string
  readonly label?: 'sensor' | 'zone' | 'what'
  read(readings: Readings): Found
}

/** Every metric there is. deploy/grafana/README.md tells of them, and a test holds it to this list. */
export const METRICS: readonly Metric[] = [
  ofSensor('gauge', 'aisle_sensor_up', 'Whether it is well; a sniffer or a scanner is as soon as it is open.', isUp),
  ofSensor('gauge', 'aisle_sensor_failed', 'Whether it has failed, or ended.', ({ state }) =>
    Number(state === 'failed' || state === 'ended'),
  ),
  ofSensor(
    'gauge',
    'aisle_sensor_age_seconds',
    'Since it last delivered anything; absent until it has.',
    ({ ageSeconds }) => ageSeconds,
  ),
  ofSensor(
    'counter',
    'aisle_sensor_delivered_total',
    'Pictures, batches of frames or scans that the stages dealt with.',
    ({ delivered }) => delivered,
  ),
  ofSensor(
    'counter',
    'aisle_sensor_dropped_total',
    'Those that a fresher one overtook, or that were passed over while a stage failed.',
    ({ dropped }) => dropped,
  ),
  ofSensor(
    'counter',
    'aisle_sensor_thinned_total',
    'Pictures left out to keep to the budget.',
    ({ thinned }) => thinned,
  ),
  ofSensor('gauge', 'aisle_sensor_waiting', 'Those that wait for the stages now.', ({ waiting }) => waiting),
  ofSensor(
    'gauge',
    'aisle_sensor_latency_median_seconds',
    'From capture until the stages were done, of the last 256.',
    ({ latencyMs }) => latencyMs && latencyMs.p50 / 1000,
  ),
  ofSensor(
    'gauge',
    'aisle_sensor_latency_p99_seconds',
    'The same, which all but one in a hundred keep to.',
    ({ latencyMs }) => latencyMs && latencyMs.p99 / 1000,
  ),
  ofSensor(
    'counter',
    'aisle_sensor_stage_seconds_total',
    'Time for which the stages were at work on it, waiting for workers and models included.',
    ({ stageSeconds }) => stageSeconds,
  ),
  {
    name: 'aisle_outbox_waiting_events',
    kind: 'gauge',
    help: 'Events that the broker has not acknowledged.',
    read: ({ outbox }) => outbox?.waiting,
  },
  {
    name: 'aisle_outbox_dropped_events_total',
    kind: 'counter',
    help: 'Events lost since the database was begun; restarts do not begin it anew.',
    read: ({ outbox }) => outbox?.dropped,
  },
  {
    name: 'aisle_outbox_published_events_total',
    kind: 'counter',
    help: 'Events that the broker acknowledged since the start.',
    read: ({ outbox }) => outbox?.published,
  },
  {
    name: 'aisle_outbox_oldest_seconds',
    kind: 'gauge',
    help: 'Age of the oldest event that waits; absent where none does.',
    read: ({ outbox }) => outbox?.oldestSeconds,
  },
  {
    name: 'aisle_outbox_used_bytes',
    kind: 'gauge',
    help: 'Pages of the database that hold something.',
    read: ({ outbox }) => outbox?.usedMegabytes && outbox.usedMegabytes * 1e6,
  },
  {
    name: 'aisle_broker_online',
    kind: 'gauge',
    help: 'Whether the broker has let the agent in.',
    read: ({ broker }) => broker && Number(broker.online),
  },
  {
    name: 'aisle_broker_acknowledged_age_seconds',
    kind: 'gauge',
    help: 'Since the broker last acknowledged an event; absent until it has.',
    read: ({ outbox }) => outbox?.acknowledgedSeconds,
  },
  {
    name: 'aisle_process_cpu_seconds_total',
    kind: 'counter',
    help: 'CPU time of all threads of the process, without its children (ffmpeg, tcpdump).',
    read: ({ process }) => process.cpuSeconds,
  },
  {
    name: 'aisle_process_resident_bytes',
    kind: 'gauge',
    help: 'Memory that the process holds.',
    read: ({ process }) => process.residentMegabytes * 1e6,
  },
  {
    name: 'aisle_process_heap_bytes',
    kind: 'gauge',
    help: 'JavaScript heap in use.',
    read: ({ process }) => process.heapMegabytes * 1e6,
  },
  {
    name: 'aisle_process_external_bytes',
    kind: 'gauge',
    help: 'Memory of buffers outside of the heap.',
    read: ({ process }) => process.externalMegabytes * 1e6,
  },
  {
    name: 'aisle_process_threads',
    kind: 'gauge',
    help: 'Threads of the process: workers, those of the engine and of Node.',
    read: ({ process }) => process.threads,
  },
  {
    name: 'aisle_process_loop_delay_p99_seconds',
    kind: 'gauge',
    help: 'How long the event loop kept others waiting, over five seconds; all but one look in a hundred waited less.',
    read: ({ process }) => process.loopDelayMs.p99 / 1000,
  },
  {
    name: 'aisle_floor_people',
    kind: 'gauge',
    help: 'Visitors in the shop, as the events tell.',
    read: ({ floor }) => floor?.people,
  },
  {
    name: 'aisle_floor_zone_people',
    kind: 'gauge',
    label: 'zone',
    help: 'Visitors in the zone, as the events tell.',
    read: ({ floor }) => floor?.zones.map(({ id, count }) => [id, count] as const),
  },
  {
    name: 'aisle_faces_embedded_total',
    kind: 'counter',
    help: 'Faces of members embedded since the start, with a permit and consent each.',
    read: ({ facesEmbedded }) => facesEmbedded,
  },
  {
    name: 'aisle_clock_synchronised',
    kind: 'gauge',
    help: 'Whether the times of events can be believed.',
    read: ({ clockSynchronised }) => Number(clockSynchronised),
  },
  {
    name: 'aisle_shed',
    kind: 'gauge',
    label: 'what',
    help: 'Whether it is left out to keep to the budget.',
    read: ({ shed }) => SHED.map(what => [what, Number(shed.includes(what))] as const),
  },
]

/** All of them, worked out from what `read` answers whenever they are asked for. */
export function openRegistry(read: () => Readings): Registry {
  const registry = new Registry()
  for (const metric of METRICS) {
    const { name, help, kind, label } = metric
    const labelNames = label ? [label] : []
    const what = { name, help, labelNames, registers: [registry] }
    if (kind === 'counter')
      new Counter({
        ...what,
        collect() {
          this.reset()
          // What has no labels would stay as a zero, and be taken for the number.
          if (!label) this.remove()
          for (const [labels, value] of values(metric, read())) this.inc(labels, value)
        },
      })
    else
      new Gauge({
        ...what,
        collect() {
          this.reset()
          if (!label) this.remove()
          for (const [labels, value] of values(metric, read())) this.set(labels, value)
        },
      })
  }
  return registry
}

function* values({ label, read }: Metric, readings: Readings): Iterable<[Record<string, string>, number]> {
  const found = read(readings)
  if (typeof found === 'number') yield [{}, found]
  else if (found && label) for (const [name, value] of found) if (value !== undefined) yield [{ [label]: name }, value]
}

function ofSensor(
  kind: Metric['kind'],
  name: Metric['name'],
  help: string,
  of: (sensor: SensorReading) => number | undefined,
): Metric {
  return { name, kind, help, label: 'sensor', read: ({ sensors }) => sensors.map(one => [one.id, of(one)] as const) }
}

function isUp({ state }: SensorReading): number {
  return Number(state === 'well')
}
