/** Operations of a notes service. */
import { integer, object, optional, text, ui } from '../schema.mjs'

export const notesNodes = [
  {
    name: 'search',
    label: 'Search pages',
    description: 'Pages and databases whose title contains the words.',
    effect: 'read',
    input: object('PageSearch', '', {
      query: text('Words of the title.', { default: '' }),
      max_results: integer('How many at most.', { default: 20, minimum: 1, maximum: 100 }),
    }),
  },
  {
    name: 'create_page',
    label: 'Create page',
    description: 'Add a page below another or to a database.',
    effect: 'write',
    price: '0.0010',
    input: object('PageCreate', '', {
      'parent_id!': ui({ options: 'pages' }, text('Where the page goes.')),
      'title!': text('Title of the page.'),
      body: ui({ widget: 'markdown' }, optional(text('Text as Markdown.'))),
      properties: ui({ widget: 'code', advanced: true }, { type: 'object', description: 'Properties as the database expects them.', default: {} }),
    }),
  },
]
