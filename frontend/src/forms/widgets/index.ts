/** The widgets by the names that `lib/schema/widget` gives. */
import type { RegistryWidgetsType, RJSFSchema } from '@rjsf/utils'
import type { FormContext } from '../context'
import { ChoicesWidget } from './ChoicesWidget'
import { CodeWidget } from './CodeWidget'
import { DateTimeWidget } from './DateTimeWidget'
import { DateWidget } from './DateWidget'
import { DynamicManyWidget } from './DynamicManyWidget'
import { DynamicWidget } from './DynamicWidget'
import { ExpressionWidget } from './ExpressionWidget'
import { FilesWidget } from './FilesWidget'
import { NumberWidget } from './NumberWidget'
import { SelectWidget } from './SelectWidget'
import { SwitchWidget } from './SwitchWidget'
import { TagsWidget } from './TagsWidget'
import { TextareaWidget } from './TextareaWidget'
import { TextWidget } from './TextWidget'

export const widgets: RegistryWidgetsType<unknown, RJSFSchema, FormContext> = {
  text: TextWidget,
  textarea: TextareaWidget,
  code: CodeWidget,
  number: NumberWidget,
  switch: SwitchWidget,
  select: SelectWidget,
  choices: ChoicesWidget,
  tags: TagsWidget,
  datetime: DateTimeWidget,
  date: DateWidget,
  dynamic: DynamicWidget,
  dynamic_many: DynamicManyWidget,
  files: FilesWidget,
  expression: ExpressionWidget,
}
