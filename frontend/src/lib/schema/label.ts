/** The label of a field: its title, unless that was only made from the name. */
const ACRONYMS: Record<string, string> = {
  id: 'ID', ids: 'IDs', url: 'URL', html: 'HTML', json: 'JSON', csv: 'CSV', api: 'API', cc: 'CC', bcc: 'BCC',
}

function automatic(name: string): string {
  return name
    .split('_')
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

export function fieldLabel(name: string, title?: string): string {
  if (title && title !== automatic(name)) return title
  const words = name.split('_').filter(Boolean)
  return words
    .map((word, index) => ACRONYMS[word] ?? (index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word))
    .join(' ')
}
