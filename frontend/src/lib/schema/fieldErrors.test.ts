import { pathOf, placeErrors } from './fieldErrors'
import { fieldsOf } from './fields'

const person = { type: 'object', properties: { email: { type: 'string' } } }
const fields = fieldsOf({
  properties: {
    subject: { type: 'string' },
    to: { type: 'array', items: { type: 'string' } },
    who: person,
    guests: { type: 'array', items: person },
  },
})

const place = (field: string) => placeErrors([{ field, message: 'Wrong.' }], fields)

describe('pathOf', () => {
  it.each([
    ['a.b', ['a', 'b']],
    ['to[0].email', ['to', '0', 'email']],
    ['', []],
  ])('reads %j', (field, path) => {
    expect(pathOf(field)).toEqual(path)
  })
})

describe('placeErrors', () => {
  it('puts a problem at its field', () => {
    expect(place('subject')).toEqual({ tree: { subject: { __errors: ['Wrong.'] } }, elsewhere: [] })
  })

  it('finds the field behind what the server wraps it in', () => {
    expect(place('params.subject').tree).toEqual({ subject: { __errors: ['Wrong.'] } })
  })

  it('tells a problem of an entry at the list that one widget draws, with its number', () => {
    expect(place('to.1').tree).toEqual({ to: { __errors: ['Entry 2: Wrong.'] } })
  })

  it('goes into objects and into the entries of a list of objects', () => {
    expect(place('who.email').tree).toEqual({ who: { email: { __errors: ['Wrong.'] } } })
    expect(place('guests[1].email').tree).toEqual({ guests: { 1: { email: { __errors: ['Wrong.'] } } } })
  })

  it('keeps all problems of one field', () => {
    const problems = [{ field: 'subject', message: 'One.' }, { field: 'subject', message: 'Two.' }]
    expect(placeErrors(problems, fields).tree).toEqual({ subject: { __errors: ['One.', 'Two.'] } })
  })

  it('loses no problem that belongs to no drawn field', () => {
    expect(place('account')).toEqual({ tree: {}, elsewhere: [{ field: 'account', message: 'Wrong.' }] })
    expect(place('')).toEqual({ tree: {}, elsewhere: [{ field: '', message: 'Wrong.' }] })
  })
})
