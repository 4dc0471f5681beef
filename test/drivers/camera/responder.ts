import { createSocket } from 'node:dgram'

/** The answer of a camera to a call for network cameras (WS-Discovery 1.1, 5.3.1), about which `about` says. */
export function answerOf(about: {
  readonly id: string
  readonly scopes?: string
  readonly addresses?: string
}): string {
  const { id, scopes = '', addresses } = about
  const where = addresses === undefined ? '' : `<d:XAddrs>${addresses}</d:XAddrs>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header>
<s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:${id}</a:Address></a:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>${scopes}</d:Scopes>${where}<d:MetadataVersion>1</d:MetadataVersion>
</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>`
}

/** Cameras on the multicast address of discovery: each call is answered with all of these. The promise holds once they listen. */
export async function respond(answers: readonly (string | Uint8Array)[]): Promise<{ close(): void }> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  socket.on('message', (call, { port, address }) => {
    if (!/<Probe .*NetworkVideoTransmitter/s.test(call.toString())) return
    for (const answer of answers) socket.send(answer, port, address)
  })
  await new Promise<void>(resolve => socket.bind(3702, resolve))
  try {
    socket.addMembership('239.255.255.250', '127.0.0.1')
  } catch (thrown) {
    socket.close()
    throw thrown
  }
  return { close: () => socket.close() }
}
