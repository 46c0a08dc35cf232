/** The words of the socket: the generated types, and the shapes that are built from them. */
import type {
  Messages,
  ProviderMessages,
  ProviderPushes,
  Pushes,
  SocketError,
} from '@/generated/socket'

export type * from '@/generated/socket'

export type MessageType = keyof Messages | `${string}_${keyof ProviderMessages}`

type ProviderKey<T extends string, Keys extends string> = {
  [Key in Keys]: T extends `${string}_${Key}` ? Key : never
}[Keys]

type Entry<T extends string> = T extends keyof Messages
  ? Messages[T]
  : ProviderMessages[ProviderKey<T, keyof ProviderMessages>]

export type RequestOf<T extends MessageType> = Entry<T>['request']
export type ReplyOf<T extends MessageType> = Entry<T>['reply']

export type Push =
  | { [Type in keyof Pushes]: { type: Type } & Pushes[Type] }[keyof Pushes]
  | ({ type: `${string}_oauth_complete` } & ProviderPushes['oauth_complete'])

export interface Reply {
  type: string
  request_id: string
  success: boolean
  error?: SocketError & { newer?: unknown }
  [key: string]: unknown
}

export function isReply(message: { type: string }): message is Reply {
  return 'request_id' in message
}

export function isPush<T extends Push['type']>(push: { type: string }, type: T): push is Extract<Push, { type: T }> {
  return push.type === type
}
