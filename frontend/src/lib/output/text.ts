/** An output as JSON text, with a cap on what is put on the screen. */
export const SHOWN_CHARACTERS = 200_000

export function toJson(output: unknown): string {
  return JSON.stringify(output, null, 2) ?? ''
}

export function shownPart(json: string): { text: string; cut: boolean } {
  if (json.length <= SHOWN_CHARACTERS) return { text: json, cut: false }
  return { text: json.slice(0, json.lastIndexOf('\n', SHOWN_CHARACTERS)), cut: true }
}
