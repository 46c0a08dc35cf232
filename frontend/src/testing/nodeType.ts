/** Kinds of nodes for tests, of a service that does not exist. */
import type { NodeType } from '@/api/types'

export function makeType(change: Partial<NodeType> = {}): NodeType {
  return {
    type: 'post.send_letter',
    kind: 'operation',
    service: 'post',
    service_name: 'Post',
    provider: 'courier',
    label: 'Send letter',
    description: '',
    icon_url: '',
    color: '#000000',
    group: ['Post'],
    inputs: [{ name: 'main', type: 'main' }],
    outputs: [{ name: 'main', type: 'main' }],
    input_schema: { type: 'object', properties: {} },
    ui_schema: {},
    output_schema: {},
    effect: 'write',
    scopes: [],
    account: 'required',
    price: null,
    documentation_url: '',
    example: {},
    sample: null,
    ...change,
  }
}
