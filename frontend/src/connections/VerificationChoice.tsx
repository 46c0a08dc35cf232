import type { Verification } from '@/api/types'

const WAYS: readonly { value: Verification; title: string; words: string }[] = [
  { value: 'email_code', title: 'A code by e-mail', words: 'We mail six digits to the customer’s contact address; the link works only with them.' },
  { value: 'expected_account', title: 'The expected account', words: 'No code. The account has to be one that the customer record expects.' },
  { value: 'operator', title: 'I confirm it', words: 'The account stays pending until you have looked at it and confirmed.' },
]

/** How it is proved that the right person clicked. */
export function VerificationChoice({ value, onChange }: { value: Verification; onChange: (value: Verification) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Who clicks is proved by</legend>
      <div className="flex flex-col gap-1">
        {WAYS.map((way) => (
          <label key={way.value} htmlFor={`verification-${way.value}`} className="flex cursor-pointer gap-2.5 rounded-lg px-2 py-1.5 hover:bg-hover">
            <input
              type="radio"
              id={`verification-${way.value}`}
              aria-labelledby={`verification-${way.value}-title`}
              aria-describedby={`verification-${way.value}-words`}
              name="verification"
              className="mt-0.5 size-4 accent-(--accent)"
              checked={value === way.value}
              onChange={() => onChange(way.value)}
            />
            <span>
              <span id={`verification-${way.value}-title`} className="block">{way.title}</span>
              <span id={`verification-${way.value}-words`} className="block text-xs text-text-2">
                {way.words}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
