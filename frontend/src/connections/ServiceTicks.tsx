import type { Service } from '@/api/types'
import { ServiceIcon } from '@/ui/ServiceIcon'

interface Props {
  services: Service[] | null
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

/** Tick boxes, one for each service; `null` while they load. */
export function ServiceTicks({ services, chosen, onChange }: Props) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Services to connect</legend>
      <div className="grid grid-cols-2 gap-2">
        {services === null && [0, 1, 2, 3].map((each) => <div key={each} className="skeleton h-10" />)}
        {services?.map((service) => (
          <label
            key={service.key}
            className="flex h-10 cursor-pointer items-center gap-2.5 rounded-lg border px-2.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
          >
            <ServiceIcon size="sm" src={service.icon_url} color={service.color} name={service.name} />
            <span className="min-w-0 flex-1 truncate">{service.name}</span>
            <input
              type="checkbox"
              className="size-4 accent-(--accent)"
              checked={chosen.includes(service.key)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, service.key] : chosen.filter((key) => key !== service.key))
              }
            />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
