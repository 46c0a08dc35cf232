/** Operations of a calendar service. */
import { flag, integer, listOf, object, oneOf, optional, text, ui } from '../schema.mjs'

const calendar = ui({ options: 'calendars' }, text('Which calendar.', { default: 'primary' }))
const eventId = text('Identifier of the event.', { examples: ['k2v9d0m1h7'] })
const moment = (description) => ui({ widget: 'datetime' }, text(description, { format: 'date-time' }))

const details = {
  description: ui({ widget: 'textarea', advanced: true }, optional(text('What it is about.'))),
  location: ui({ advanced: true }, optional(text('Where it takes place.'))),
  attendees: ui({ widget: 'tags' }, listOf('Who is invited.', { type: 'string', format: 'email' }, { default: [] })),
  reminders: ui(
    { advanced: true },
    listOf('When to remind.', { $ref: '#/$defs/Reminder' }, { default: [] }),
  ),
}

const definitions = {
  Reminder: object('Reminder', 'One reminder.', {
    'method!': oneOf('How to remind.', ['email', 'popup']),
    'minutes!': integer('Minutes before the start.', { minimum: 0, maximum: 40320 }),
  }),
  Recurrence: object('Recurrence', 'How an event repeats.', {
    'frequency!': oneOf('How often.', ['daily', 'weekly', 'monthly', 'yearly']),
    interval: integer('Every how many of these.', { default: 1, minimum: 1 }),
    until: ui({ widget: 'date' }, optional(text('Last day.', { format: 'date' }))),
  }),
}

export const calendarNodes = [
  {
    name: 'create_event',
    label: 'Create event',
    description: 'Put an event into a calendar and invite people.',
    effect: 'idempotent_write',
    price: '0.0010',
    input: object(
      'CalendarEventCreate',
      '',
      {
        'title!': text('Title of the event.', { examples: ['Quarterly review'] }),
        all_day: flag('Lasts whole days.'),
        start: ui({ show_when: { all_day: [false] } }, moment('When it begins.')),
        end: ui({ show_when: { all_day: [false] } }, moment('When it ends.')),
        start_date: ui({ widget: 'date', show_when: { all_day: [true] } }, optional(text('First day.', { format: 'date' }))),
        end_date: ui({ widget: 'date', show_when: { all_day: [true] } }, optional(text('Last day.', { format: 'date' }))),
        calendar_id: calendar,
        ...details,
        recurrence: ui({ advanced: true }, {
          anyOf: [{ $ref: '#/$defs/Recurrence' }, { type: 'null' }],
          default: null,
          description: 'Repeat the event.',
        }),
        video_call: flag('Add a link for a video call.', false, { 'x-ui': { advanced: true } }),
        properties: ui(
          { widget: 'key_value', advanced: true },
          { type: 'object', additionalProperties: { type: 'string' }, default: {}, description: 'Your own values kept with the event.' },
        ),
        send_updates: oneOf('Who is told by mail.', ['all', 'external', 'none'], 'all', { 'x-ui': { advanced: true } }),
      },
      definitions,
    ),
  },
  {
    name: 'list_events',
    label: 'List events',
    description: 'Events of a calendar in a range of time.',
    effect: 'read',
    price: '0.0010',
    input: object('CalendarEventList', '', {
      calendar_id: calendar,
      start: text('From when: today, today+7d or a date and time.', { default: 'today' }),
      end: text('Until when.', { default: 'today+7d' }),
      query: optional(text('Only events that contain these words.')),
      max_results: integer('How many events at most.', { default: 50, minimum: 1, maximum: 2500 }),
    }),
  },
  {
    name: 'update_event',
    label: 'Update event',
    description: 'Change the given fields of an event and leave the others alone.',
    effect: 'idempotent_write',
    price: '0.0010',
    input: object(
      'CalendarEventUpdate',
      '',
      {
        'event_id!': eventId,
        calendar_id: calendar,
        title: optional(text('New title.')),
        start: optional(moment('New start.')),
        end: optional(moment('New end.')),
        ...details,
      },
      definitions,
    ),
  },
  {
    name: 'delete_event',
    label: 'Delete event',
    description: 'Remove an event for everybody who is invited.',
    effect: 'destructive',
    price: '0.0010',
    input: object('CalendarEventDelete', '', {
      'event_id!': eventId,
      calendar_id: calendar,
      send_updates: oneOf('Who is told by mail.', ['all', 'external', 'none'], 'all'),
    }),
  },
  {
    name: 'query_free_busy',
    label: 'Query free and busy times',
    description: 'When people are busy, without the details.',
    effect: 'read',
    input: object('FreeBusyQuery', '', {
      'start!': moment('From when.'),
      'end!': moment('Until when.'),
      'calendar_ids!': ui({ options: 'calendars' }, listOf('Which calendars.', { type: 'string' })),
    }),
  },
]
