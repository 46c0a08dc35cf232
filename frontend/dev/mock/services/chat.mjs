/** Operations of a chat service. */
import { flag, object, text, ui } from '../schema.mjs'

const channel = ui({ options: 'channels' }, text('Which channel.'))

export const chatNodes = [
  {
    name: 'post_message',
    label: 'Post message',
    description: 'Write a message into a channel.',
    effect: 'write',
    price: '0.0010',
    input: object('ChatMessagePost', '', {
      'channel_id!': channel,
      'text!': ui({ widget: 'markdown' }, text('The message.')),
      unfurl_links: flag('Show previews of links.', true, { 'x-ui': { advanced: true } }),
    }),
  },
  {
    name: 'list_channels',
    label: 'List channels',
    description: 'Channels the bot can see.',
    effect: 'read',
    input: object('ChannelList', '', { include_archived: flag('Also archived ones.') }),
  },
  {
    name: 'find_user_by_email',
    label: 'Find user by e-mail',
    description: 'The member with this address.',
    effect: 'read',
    input: object('UserByEmail', '', { 'email!': text('Address of the member.', { format: 'email' }) }),
  },
]
