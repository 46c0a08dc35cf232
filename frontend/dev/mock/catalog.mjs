/** A catalog such as the server's: nodes, services and accounts for trials without a backend. */
import { calendarNodes } from './services/calendar.mjs'
import { chatNodes } from './services/chat.mjs'
import { mailNodes } from './services/mail.mjs'
import { notesNodes } from './services/notes.mjs'
import { uiSchemaOf } from './schema.mjs'

const MAIL = 'https://mail.example/auth/'
const CALENDAR = 'https://calendar.example/auth/'

export const services = [
  {
    key: 'gmail',
    name: 'Gmail',
    provider: 'google',
    color: '#EA4335',
    grade: 'gold',
    scopes: {
      [`${MAIL}mail.send`]: 'Send mail as you',
      [`${MAIL}mail.readonly`]: 'Read your mail',
      [`${MAIL}mail.modify`]: 'Read, label and archive your mail',
    },
    nodes: mailNodes,
  },
  {
    key: 'google_calendar',
    name: 'Google Calendar',
    provider: 'google',
    color: '#4285F4',
    grade: 'gold',
    scopes: { [`${CALENDAR}calendar.events`]: 'See and change events of your calendars' },
    nodes: calendarNodes,
  },
  { key: 'slack', name: 'Slack', provider: 'slack', color: '#611F69', grade: 'silver', nodes: chatNodes },
  { key: 'notion', name: 'Notion', provider: 'notion', color: '#37352F', grade: 'silver', nodes: notesNodes },
]

function toNode(service, declared) {
  const { name, input, output, effect, price, kind = 'operation', ...rest } = declared
  return {
    type: `${service.key}.${name}`,
    kind,
    service: service.key,
    service_name: service.name,
    provider: service.provider,
    icon_url: `/static/services/${service.key}/icon.svg`,
    color: service.color,
    group: [service.name, 'tool'],
    inputs: kind === 'trigger' ? [] : [{ name: 'main', type: 'main' }],
    outputs: [{ name: 'main', type: 'main' }],
    input_schema: input,
    ui_schema: uiSchemaOf(input),
    output_schema: output ?? { type: 'object' },
    effect: kind === 'trigger' ? 'read' : effect,
    scopes: [],
    price: { key: name, cost: '0', price: price ?? '0', currency: 'USD', unit: 'call' },
    documentation_url: 'https://developers.example/reference',
    sample: {},
    ...rest,
  }
}

export const nodes = services.flatMap((service) => service.nodes.map((node) => toNode(service, node)))

export const serviceResources = services.map(({ nodes: declared, ...facts }) => ({
  ...facts,
  icon_url: `/static/services/${facts.key}/icon.svg`,
  documentation_url: 'https://developers.example/',
  operations: declared.filter((node) => node.kind !== 'trigger').map((node) => `${facts.key}.${node.name}`),
  triggers: declared.filter((node) => node.kind === 'trigger').map((node) => `${facts.key}.${node.name}`),
}))
