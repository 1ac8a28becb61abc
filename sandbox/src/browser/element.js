// The card frame: takes what is typed, confirms with its own origin, and tells the shop's page only how it went.
(function () {
  'use strict';
  var allowed = [location.origin, document.body.dataset.shop];
  var form = document.getElementById('payment');
  var problem = document.getElementById('problem');
  var fields = { number: form.elements.number, expiry: form.elements.expiry, cvc: form.elements.cvc, account: form.elements.account };
  var shop = null;
  var session = null;
  var busy = false;

  function tell(message) { if (shop) { window.parent.postMessage(message, shop); } }
  function event(name, detail) { tell({ sandbox: 'event', name: name, detail: detail }); }
  function digits(text) { return text.replace(/\D/g, ''); }
  function method() { return form.elements.method.value; }

  function post(path, body) {
    return fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      .then(function (response) { return response.json(); })
      .catch(function () {
        return { error: { type: 'api_connection_error', message: 'The payment service could not be reached. Please try again.' } };
      });
  }

  function retrieve(details) { return post('call/intent', { key: details.key, client_secret: details.clientSecret }); }

  function luhn(number) {
    var sum = 0;
    for (var place = 0; place < number.length; place++) {
      var digit = Number(number[number.length - 1 - place]);
      if (place % 2) { digit *= 2; if (digit > 9) { digit -= 9; } }
      sum += digit;
    }
    return sum % 10 === 0;
  }

  // The first thing wrong with what is typed, or null. The sandbox checks it all again.
  function mistake() {
    function wrong(field, code, message) { return { field: field, type: 'validation_error', code: code, message: message }; }
    if (method() === 'sandbox_bank_debit') {
      return digits(fields.account.value).length < 6 ? wrong('account', 'incomplete_account_number', 'Your account number is incomplete.') : null;
    }
    if (method() !== 'card') { return null; }
    var number = digits(fields.number.value);
    var expiry = digits(fields.expiry.value);
    if (number.length < 13) { return wrong('number', 'incomplete_number', 'Your card number is incomplete.'); }
    if (!luhn(number)) { return wrong('number', 'incorrect_number', 'Your card number is invalid.'); }
    if (expiry.length < 4) { return wrong('expiry', 'incomplete_expiry', 'Your card’s expiration date is incomplete.'); }
    var month = Number(expiry.slice(0, 2));
    var last = new Date(2000 + Number(expiry.slice(2, 4)), month, 1);
    if (month < 1 || month > 12) { return wrong('expiry', 'invalid_expiry_month', 'Your card’s expiration date is invalid.'); }
    if (last <= new Date()) { return wrong('expiry', 'invalid_expiry_year_past', 'Your card’s expiration date is in the past.'); }
    if (digits(fields.cvc.value).length < (/^3[47]/.test(number) ? 4 : 3)) {
      return wrong('cvc', 'incomplete_cvc', 'Your card’s security code is incomplete.');
    }
    return null;
  }

  function clearProblem() {
    problem.textContent = '';
    Object.keys(fields).forEach(function (name) { fields[name].removeAttribute('aria-invalid'); });
  }

  function showProblem(error) {
    clearProblem();
    problem.textContent = error.message || 'The payment did not succeed. Please try again.';
    var byCode = { expired_card: 'expiry', incorrect_cvc: 'cvc', card_declined: 'number', incorrect_number: 'number' };
    var field = fields[error.field || byCode[error.code]];
    if (field) { field.setAttribute('aria-invalid', 'true'); }
    return field;
  }

  function typed() {
    if (method() === 'card') {
      return { type: 'card', number: fields.number.value, expiry: fields.expiry.value, cvc: fields.cvc.value };
    }
    return method() === 'sandbox_bank_debit' ? { type: method(), account: fields.account.value } : { type: method() };
  }

  function tellChange() {
    var texts = method() === 'card' ? [fields.number, fields.expiry, fields.cvc] : method() === 'sandbox_bank_debit' ? [fields.account] : [];
    var empty = texts.length > 0 && texts.every(function (field) { return !field.value; });
    event('change', { complete: mistake() === null, empty: empty, collapsed: false, value: { type: method() } });
  }

  function validate() {
    var found = mistake();
    if (!found) { clearProblem(); return {}; }
    var field = showProblem(found);
    if (field) { field.focus(); }
    return { error: { type: found.type, code: found.code, message: found.message } };
  }

  function paint(appearance) {
    var root = document.documentElement;
    var names = { colorPrimary: '--primary', colorBackground: '--background', colorText: '--text', colorTextSecondary: '--muted',
      colorDanger: '--danger', borderRadius: '--radius', fontFamily: '--font', fontSizeBase: '--size' };
    var given = appearance.variables || {};
    Object.keys(names).forEach(function (name) {
      var value = given[name];
      if (typeof value === 'string' && value.length < 200 && !/[;{}]|url\(/i.test(value)) { root.style.setProperty(names[name], value); }
    });
    if (given.colorBackground) {
      var probe = document.createElement('canvas').getContext('2d');
      probe.fillStyle = given.colorBackground;
      probe.fillRect(0, 0, 1, 1);
      var rgb = probe.getImageData(0, 0, 1, 1).data;
      var dark = rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114 < 128;
      root.style.setProperty('color-scheme', dark ? 'dark' : 'light');
      root.dataset.theme = dark ? 'dark' : 'light';
    } else if (appearance.theme) {
      root.style.setProperty('color-scheme', appearance.theme === 'night' ? 'dark' : 'light');
      root.dataset.theme = appearance.theme === 'night' ? 'dark' : 'light';
    }
  }

  function offer(types) {
    form.querySelectorAll('input[name=method]').forEach(function (choice) {
      choice.closest('label').hidden = types.indexOf(choice.value) < 0;
    });
    if (types.indexOf(method()) < 0) { form.querySelector('label:not([hidden]) > input[name=method]').click(); }
  }

  function fetchUpdates() {
    return retrieve(session).then(function (answer) {
      if (answer.error) { return answer; }
      offer(answer.paymentIntent.payment_method_types);
      return {};
    });
  }

  var calls = {
    init: function (details) {
      session = { key: details.key, clientSecret: details.clientSecret };
      paint(details.appearance || {});
      tellHeight();
      return retrieve(session).then(function (answer) {
        if (answer.error) { showProblem(answer.error); return answer; }
        var status = answer.paymentIntent.status;
        if (['requires_payment_method', 'requires_confirmation', 'requires_action'].indexOf(status) < 0) {
          var ended = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state',
            message: 'This payment can no longer be made: it is ' + status + '.' };
          showProblem(ended);
          return { error: ended };
        }
        offer(answer.paymentIntent.payment_method_types);
        tellChange();
        return {};
      });
    },
    appearance: function (details) { paint(details); return {}; },
    fetchUpdates: fetchUpdates,
    retrieve: retrieve,
    validate: validate,
    showProblem: function (details) { showProblem(details); return {}; },
    focus: function () { fields.number.focus(); return {}; },
    clear: function () { form.reset(); clearProblem(); tellChange(); return {}; },
    confirm: function (details) {
      if (busy) { return { error: { type: 'invalid_request_error', message: 'The payment is already being confirmed.' } }; }
      var found = validate();
      if (found.error) { return found; }
      busy = true;
      form.classList.add('busy');
      return post('call/confirm', {
        key: session.key, client_secret: session.clientSecret, return_url: details.returnUrl, method: typed(),
      }).then(function (answer) {
        busy = false;
        form.classList.remove('busy');
        if (answer.error) { showProblem(answer.error); }
        return answer;
      });
    },
  };

  window.addEventListener('message', function (message) {
    var call = message.data;
    if (message.source !== window.parent || allowed.indexOf(message.origin) < 0 || !call || call.sandbox !== 'call') { return; }
    if (!Object.prototype.hasOwnProperty.call(calls, call.name)) { return; }
    shop = message.origin;
    Promise.resolve(calls[call.name](call.details)).then(function (value) { tell({ sandbox: 'answer', id: call.id, value: value }); });
  });

  fields.number.addEventListener('input', function () {
    var number = digits(fields.number.value).slice(0, 19);
    var groups = /^3[47]/.test(number) ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : number.match(/.{1,4}/g) || [];
    if (fields.number.selectionStart === fields.number.value.length) { fields.number.value = groups.filter(Boolean).join(' '); }
  });
  fields.expiry.addEventListener('input', function (change) {
    var expiry = digits(fields.expiry.value);
    if ((change.inputType || '').indexOf('delete') === 0) { return; }
    if (/^[2-9]/.test(expiry)) { expiry = '0' + expiry; }
    if (expiry.length > 4) { expiry = expiry.slice(0, 2) + expiry.slice(-2); }
    fields.expiry.value = expiry.length < 2 ? expiry : expiry.slice(0, 2) + ' / ' + expiry.slice(2);
  });
  fields.cvc.addEventListener('input', function () { fields.cvc.value = digits(fields.cvc.value).slice(0, 4); });
  document.getElementById('fill').addEventListener('click', function () {
    form.elements.method.value = 'card';
    fields.number.value = '4242 4242 4242 4242';
    fields.expiry.value = '12 / 34';
    fields.cvc.value = '123';
    clearProblem();
    tellChange();
  });
  form.addEventListener('submit', function (submit) { submit.preventDefault(); });
  form.addEventListener('input', function () { clearProblem(); tellChange(); });
  form.addEventListener('focusin', function () { event('focus', {}); });
  form.addEventListener('focusout', function () { event('blur', {}); });
  document.addEventListener('keydown', function (press) { if (press.key === 'Escape') { event('escape', {}); } });
  function tellHeight() {
    event('resize', { height: Math.ceil(document.querySelector('.main').getBoundingClientRect().height) });
  }
  new ResizeObserver(tellHeight).observe(document.querySelector('.main'));

  // Says nothing but that it is there; what is secret is told only to the page that answers from an allowed origin.
  window.parent.postMessage({ sandbox: 'loaded' }, '*');
})();
