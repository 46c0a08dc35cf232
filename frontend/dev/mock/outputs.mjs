/** Results that look like the real ones. */
const SENDERS = ['billing@acme.com', 'noreply@globex.example', 'claire@initech.example', 'support@umbrella.example']
const SUBJECTS = ['Invoice 2026-0412', 'Your order has shipped', 'Minutes of the review', 'Question about the contract', 'Welcome aboard']

function message(index) {
  return {
    message_id: `18f2c41a9d${(index + 16).toString(16)}`,
    thread_id: `18f2c41a${index.toString(16)}`,
    from: SENDERS[index % SENDERS.length],
    to: ['you@machina.example'],
    subject: SUBJECTS[index % SUBJECTS.length],
    date: new Date(Date.UTC(2026, 10, 22, 9, 30) - index * 5_400_000).toISOString(),
    snippet: 'Please find attached the invoice for the last month. Payment is due within 14 days.',
    labels: index % 3 === 0 ? ['INBOX', 'UNREAD', 'Invoices'] : ['INBOX'],
    size_estimate: 18_230 + index * 911,
    unread: index % 3 === 0,
    attachments: index % 2 === 0 ? [{ filename: `invoice-${index}.pdf`, mime_type: 'application/pdf', size: 48_112, attachment_id: `a${index}` }] : [],
  }
}

export function outputOf(node, parameters) {
  const operation = node.type.split('.')[1]
  if (operation === 'search_messages') {
    const count = Math.min(parameters.max_results ?? 10, 500)
    return { messages: Array.from({ length: count }, (_, index) => message(index)), count, next_page_token: 'CAoQAA' }
  }
  if (operation === 'list_events') {
    const events = ['Stand-up', 'Quarterly review', 'Lunch with Globex', 'Demo'].map((title, index) => ({
      event_id: `k2v9d0m1h${index}`,
      title,
      start: `2026-11-2${index + 2}T10:00:00+01:00`,
      end: `2026-11-2${index + 2}T10:30:00+01:00`,
      attendees: [{ email: 'claire@initech.example', response: 'accepted' }],
      status: 'confirmed',
    }))
    return { events, count: events.length, next_page_token: null }
  }
  if (operation === 'send_message') {
    return { message_id: '18f2c41a9dff', thread_id: '18f2c41a9dff', labels: ['SENT'] }
  }
  return { ok: true, ...parameters }
}
