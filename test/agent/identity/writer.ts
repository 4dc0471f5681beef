import { takeIn } from '../../../agent/identity/intake.ts'
import { consentToken, NOW } from './issuer.ts'
import { ledgerOf } from './shop.ts'

/** Takes in consents and takes them back, without end, to be killed. Says when the first is on the disk. */
const ledger = ledgerOf(process.argv[2])
for (let i = 0; ; i++) {
  const receipt = `receipt-${process.pid}-${i}`
  await takeIn(ledger, await consentToken({ jti: receipt, sub: `member-${process.pid}-${i}` }), NOW)
  if (i % 2 === 1) ledger.withdraw(receipt, 'member', NOW)
  if (i === 10) process.stdout.write('writing\n')
}
