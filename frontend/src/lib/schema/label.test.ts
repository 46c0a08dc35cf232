import { fieldLabel } from './label'

describe('fieldLabel', () => {
  it.each([
    ['max_results', undefined, 'Max results'],
    ['max_results', 'Max Results', 'Max results'],
    ['max_results', 'How many', 'How many'],
    ['thread_id', 'Thread Id', 'Thread ID'],
    ['html_body', undefined, 'HTML body'],
    ['bcc', undefined, 'BCC'],
  ])('labels %s titled %j as %j', (name, title, label) => {
    expect(fieldLabel(name, title)).toBe(label)
  })
})
