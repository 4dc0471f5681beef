import { defineCommand } from 'citty'

/** The technician's tool: one file a command, each loaded when it is asked for. */
export const aislectl = defineCommand({
  meta: { name: 'aislectl', description: "The technician's tool for Aisle." },
  subCommands: {
    config: () => import('./config/config.ts').then(m => m.config),
    models: () => import('./models/models.ts').then(m => m.models),
    replay: () => import('./replay.ts').then(m => m.replay),
    doctor: () => import('./doctor.ts').then(m => m.doctor),
    top: () => import('./top.ts').then(m => m.top),
    selftest: () => import('./selftest.ts').then(m => m.selftest),
    heat: () => import('./heat.ts').then(m => m.heat),
    touchpoints: () => import('./touchpoints/touchpoints.ts').then(m => m.touchpoints),
    moments: () => import('./moments/moments.ts').then(m => m.moments),
    zones: () => import('./zones/zones.ts').then(m => m.zones),
    walktest: () => import('./walktest.ts').then(m => m.walktest),
    bundle: () => import('./bundle.ts').then(m => m.bundle),
    events: () => import('./events/events.ts').then(m => m.events),
    key: () => import('./key/key.ts').then(m => m.key),
    privacy: () => import('./privacy/privacy.ts').then(m => m.privacy),
    consent: () => import('./consent/consent.ts').then(m => m.consent),
    member: () => import('./member/member.ts').then(m => m.member),
    camera: () => import('./camera/camera.ts').then(m => m.camera),
    wifi: () => import('./wifi/wifi.ts').then(m => m.wifi),
    calibrate: () => import('./calibrate/calibrate.ts').then(m => m.calibrate),
    evaluate: () => import('./evaluate/evaluate.ts').then(m => m.evaluate),
    join: () => import('./join.ts').then(m => m.join),
    fleet: () => import('./fleet/fleet.ts').then(m => m.fleet),
    simulate: () => import('./simulate/simulate.ts').then(m => m.simulate),
    completion: () => import('./completion/completion.ts').then(m => m.completion),
    version: () => import('./version.ts').then(m => m.version),
  },
})
