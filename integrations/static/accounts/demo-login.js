// Fills in the demo login; the button is shown only where this script runs.
const button = document.querySelector('[data-demo-login]')
const form = document.querySelector('form[data-sign-in]')

if (button && form) {
  button.hidden = false
  button.addEventListener('click', () => {
    form.elements.login.value = button.dataset.username
    form.elements.password.value = button.dataset.password
    form.requestSubmit()
  })
}
