import { configRows } from '../../../config/reference.ts'
import { type Edition, head, page } from './command.ts'
import { text, word } from './roff.ts'

/** aisle.yaml(5): every key of the configuration with type, default and meaning, as the reference has them. */
export function configPage(edition: Edition): string {
  return page([
    head('aisle.yaml', 5, edition),
    '.Sh NAME\n.Nm aisle.yaml\n.Nd configuration of the Aisle sensing agent',
    '.Sh DESCRIPTION',
    text('One YAML file. Relative paths count from its folder.'),
    'Check it with\n.Dl aislectl config check /etc/aisle/aisle.yaml',
    text('The sections are those below; a key within a list is written with brackets behind the name of the list.'),
    ...configRows().map(({ name, description, rows }) =>
      [`.Ss ${word(name)}`, text(description), '.Bl -tag -width Ds', ...rows.map(item), '.El'].join('\n'),
    ),
    '.Sh FILES\n.Bl -tag -width Ds',
    `.It Pa /etc/aisle/aisle.yaml\n${text('That of the service; /etc/aisle is /var/lib/aisle.')}`,
    `.It Pa /usr/share/doc/aisle/examples\n${text('Others, and a broker for a shop.')}`,
    '.El\n.Sh SEE ALSO\n.Xr aislectl 1 ,\n.Xr aisled 8',
  ])
}

function item([path, kind, fallback, meaning]: readonly [string, string, string, string]): string {
  const told = [kind, fallback === '(required)' ? 'required' : fallback && `default ${fallback}`]
    .filter(Boolean)
    .join(', ')
  const lines = [told && `${told}.`, meaning].filter(Boolean).map(one => text(one!.replaceAll('`', '')))
  return [`.It Ic ${word(path)}`, ...(lines.length > 0 ? lines : ['\\&'])].join('\n')
}
