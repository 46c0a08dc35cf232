/** Operations of a mail service. */
import { flag, integer, listOf, object, oneOf, optional, text, ui } from '../schema.mjs'

const address = { type: 'string', format: 'email' }
const messageId = text('Identifier of the message, as another step returned it.', { examples: ['18f2c41a9d7e'] })

const composed = {
  cc: ui({ widget: 'tags', advanced: true }, listOf('Addresses that receive a copy.', address, { default: [] })),
  bcc: ui({ widget: 'tags', advanced: true }, listOf('Addresses that receive a hidden copy.', address, { default: [] })),
}

export const mailNodes = [
  {
    name: 'new_message',
    kind: 'trigger',
    label: 'New message',
    description: 'Starts when a message arrives that fits the query.',
    input: object('NewMessage', '', {
      query: text('Only messages that fit this search.', { default: '', examples: ['is:unread label:inbox'] }),
      mark_as_read: flag('Mark each message as read once it has been taken.'),
    }),
  },
  {
    name: 'send_message',
    label: 'Send message',
    description: 'Send an e-mail from the connected mailbox.',
    effect: 'write',
    price: '0.0010',
    input: object(
      'MessageSend',
      '',
      {
        'to!': ui({ widget: 'tags', placeholder: 'name@company.com' }, listOf('Who receives the message.', address, { minItems: 1 })),
        'subject!': text('Subject line.', { maxLength: 250, examples: ['Your weekly report'] }),
        'body!': ui({ widget: 'textarea' }, text('The text of the message.')),
        body_type: oneOf('How the body is written.', ['text', 'html'], 'text'),
        ...composed,
        reply_to: ui({ advanced: true }, optional(text('Where answers go, if not to the sender.', { format: 'email' }))),
        from_alias: ui({ advanced: true }, optional(text('Send as this alias of the mailbox.', { format: 'email' }))),
        attachments: ui(
          { widget: 'files', advanced: true },
          listOf('Files from earlier steps.', { $ref: '#/$defs/FileRef' }, { default: [] }),
        ),
      },
      {
        FileRef: object('FileRef', 'A stored file.', {
          'file_id!': text('Identifier of the stored file.'),
          'filename!': text('Name of the file.'),
          'mime_type!': text('Media type.'),
          'size!': integer('Size in bytes.'),
        }),
      },
    ),
  },
  {
    name: 'search_messages',
    label: 'Search messages',
    description: 'Find messages by the query language of the mailbox, newest first.',
    effect: 'read',
    price: '0.0010',
    input: object('MessageSearch', '', {
      query: text('What to look for.', { default: '', examples: ['from:billing@acme.com newer_than:7d'] }),
      max_results: integer('How many messages at most.', { default: 10, minimum: 1, maximum: 500 }),
      include_body: flag('Load the text of each message as well.'),
      label_ids: ui({ options: 'labels', advanced: true }, listOf('Only messages with all of these labels.', { type: 'string' }, { default: [] })),
      page_token: ui({ advanced: true }, optional(text('Where the previous page ended.'))),
    }),
  },
  {
    name: 'get_message',
    label: 'Get message',
    description: 'Read one message with its bodies and the list of its attachments.',
    effect: 'read',
    price: '0.0005',
    input: object('MessageGet', '', {
      'message_id!': messageId,
      format: oneOf('How much to load.', ['full', 'metadata', 'minimal', 'raw'], 'full'),
    }),
  },
  {
    name: 'modify_message',
    label: 'Modify message',
    description: 'Add or remove labels, mark as read, star or archive.',
    effect: 'idempotent_write',
    price: '0.0005',
    input: object('MessageModify', '', {
      'message_id!': messageId,
      add_label_ids: ui({ options: 'labels' }, listOf('Labels to add.', { type: 'string' }, { default: [] })),
      remove_label_ids: ui({ options: 'labels' }, listOf('Labels to remove.', { type: 'string' }, { default: [] })),
      read: optional({ type: 'boolean', description: 'Mark as read, or as unread.' }),
      archive: flag('Take it out of the inbox.'),
    }),
  },
  {
    name: 'trash_message',
    label: 'Trash message',
    description: 'Move one message to the bin.',
    effect: 'destructive',
    price: '0.0005',
    input: object('MessageTrash', '', { 'message_id!': messageId }),
  },
  {
    name: 'create_draft',
    label: 'Create draft',
    description: 'Write a draft without sending it.',
    effect: 'write',
    price: '0.0010',
    input: object('DraftCreate', '', {
      to: ui({ widget: 'tags' }, listOf('Who would receive the message.', address, { default: [] })),
      subject: text('Subject line.', { default: '' }),
      body: ui({ widget: 'textarea' }, text('The text of the draft.', { default: '' })),
      ...composed,
    }),
  },
  {
    name: 'list_labels',
    label: 'List labels',
    description: 'All labels of the mailbox.',
    effect: 'read',
    input: object('LabelList', '', {}),
  },
]
