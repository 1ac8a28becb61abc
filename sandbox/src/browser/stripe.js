// The sandbox's Stripe.js: the part of Stripe's browser library that a Payment Element needs.
// It never sees a card number; typing and confirming happen in the frame, which talks to its own origin only.
(function () {
  'use strict';
  var base = new URL('.', document.currentScript.src);
  var frameOrigin = base.origin;
  var nextCall = 1;

  function fault(message) {
    var error = new Error(message);
    error.name = 'IntegrationError';
    return error;
  }

  function style(element, properties) {
    Object.keys(properties).forEach(function (name) { element.style.setProperty(name, properties[name]); });
  }

  // A frame of the sandbox, with calls into it (promises) and events out of it.
  function openFrame(place, title, onEvent) {
    var frame = document.createElement('iframe');
    var waiting = {};
    var loaded;
    var whenLoaded = new Promise(function (resolve) { loaded = resolve; });
    frame.title = title;
    frame.src = new URL('element', base).href;
    frame.setAttribute('allow', 'payment *');
    function hear(event) {
      if (event.source !== frame.contentWindow || event.origin !== frameOrigin || !event.data) { return; }
      var message = event.data;
      if (message.sandbox === 'loaded') { loaded(); }
      if (message.sandbox === 'event') { onEvent(message.name, message.detail); }
      if (message.sandbox === 'answer' && waiting[message.id]) {
        waiting[message.id](message.value);
        delete waiting[message.id];
      }
    }
    window.addEventListener('message', hear);
    place.appendChild(frame);
    return {
      element: frame,
      whenLoaded: whenLoaded,
      call: function (name, details) {
        return whenLoaded.then(function () {
          return new Promise(function (resolve) {
            var id = nextCall++;
            waiting[id] = resolve;
            frame.contentWindow.postMessage({ sandbox: 'call', id: id, name: name, details: details || {} }, frameOrigin);
          });
        });
      },
      close: function () {
        window.removeEventListener('message', hear);
        frame.remove();
      },
    };
  }

  function withOutcome(address, intent) {
    var url = new URL(address, window.location.href);
    var outcome = { succeeded: 'succeeded', processing: 'pending' }[intent.status] || 'failed';
    url.searchParams.append('payment_intent', intent.id);
    url.searchParams.append('payment_intent_client_secret', intent.client_secret);
    url.searchParams.append('redirect_status', outcome);
    return url.href;
  }

  // The 3-D Secure page in a dialog; resolves when the step is taken (true) or the dialog is closed (false).
  function authenticate(intent) {
    return new Promise(function (resolve) {
      var opener = document.activeElement;
      var dialog = document.createElement('dialog');
      var frame = document.createElement('iframe');
      dialog.setAttribute('aria-label', '3-D Secure authentication');
      style(dialog, { padding: '0', border: '0', 'border-radius': '12px', width: 'min(26rem, 92vw)', height: '26rem',
        'max-height': '92vh', overflow: 'hidden', 'box-shadow': '0 24px 64px rgb(0 0 0 / 0.35)' });
      frame.title = '3-D Secure authentication';
      style(frame, { border: '0', width: '100%', height: '100%', display: 'block' });
      var page = new URL('3ds/' + encodeURIComponent(intent.id), base);
      page.searchParams.set('key', intent.client_secret);
      page.searchParams.set('embedded', '1');
      frame.src = page.href;
      function finish(taken) {
        window.removeEventListener('message', hear);
        dialog.remove();
        if (opener && opener.focus) { opener.focus(); }
        resolve(taken);
      }
      function hear(event) {
        var ours = event.source === frame.contentWindow && event.origin === frameOrigin;
        if (ours && event.data && event.data.sandbox === 'step-done') { finish(true); }
        if (ours && event.data && event.data.sandbox === 'step-left') { finish(false); }
      }
      window.addEventListener('message', hear);
      dialog.addEventListener('close', function () { finish(false); });
      dialog.appendChild(frame);
      document.body.appendChild(dialog);
      dialog.showModal();
    });
  }

  function Stripe(key, options) {
    if (typeof key !== 'string' || !key) { throw fault('Stripe() needs a publishable key.'); }
    var controller = null;

    // A frame that is never seen, for questions asked without an element.
    function ask(name, details) {
      if (!controller) {
        var holder = document.createElement('div');
        holder.setAttribute('aria-hidden', 'true');
        style(holder, { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', visibility: 'hidden' });
        document.body.appendChild(holder);
        controller = openFrame(holder, 'Secure payment controller frame', function () {});
        controller.element.tabIndex = -1;
      }
      return controller.call(name, details);
    }

    function retrieve(clientSecret) { return ask('retrieve', { key: key, clientSecret: clientSecret }); }

    // What follows a confirmation: nothing, a dialog, another page.
    function follow(answer, wanted) {
      if (answer.error) { return Promise.resolve(answer); }
      var intent = answer.paymentIntent;
      if (intent.status === 'requires_action') {
        if (intent.next_action && /\/sandbox\/wallet\//.test(intent.next_action.redirect_to_url.url)) {
          var page = new URL('wallet/' + encodeURIComponent(intent.id), base);
          page.searchParams.set('key', intent.client_secret);
          window.location.assign(page.href);
          return new Promise(function () {});
        }
        return authenticate(intent).then(function (taken) {
          return retrieve(intent.client_secret).then(function (now) {
            if (now.error) { return now; }
            if (!taken && now.paymentIntent.status === 'requires_action') {
              return { error: { type: 'invalid_request_error', code: 'payment_intent_authentication_failure',
                message: 'The authentication was not completed. Please try again.', payment_intent: now.paymentIntent } };
            }
            return follow(now, wanted);
          });
        });
      }
      if (intent.status === 'requires_payment_method') {
        var last = intent.last_payment_error || { type: 'api_error', message: 'The payment did not succeed.' };
        return Promise.resolve({ error: Object.assign({}, last, { payment_intent: intent }) });
      }
      if (wanted.redirect !== 'if_required' && wanted.returnUrl) {
        window.location.assign(withOutcome(wanted.returnUrl, intent));
        return new Promise(function () {});
      }
      return Promise.resolve(answer);
    }

    function makeElement(settings) {
      var listeners = {};
      var frame = null;
      function emit(name, detail) {
        var event = Object.assign({ elementType: 'payment' }, detail);
        (listeners[name] || []).slice().forEach(function (listener) { listener(event); });
      }
      function hear(name, detail) {
        if (name === 'resize') {
          frame.element.style.setProperty('height', detail.height + 'px');
        } else if (name === 'error') {
          frame.element.focus();
        } else {
          emit(name, detail);
        }
      }
      var element = {
        mount: function (target) {
          var place = typeof target === 'string' ? document.querySelector(target) : target;
          if (!place) { throw fault('The element to mount on was not found: ' + target); }
          element.unmount();
          place.textContent = '';
          frame = openFrame(place, 'Secure payment input frame', hear);
          style(frame.element, { border: '0', width: '100%', height: '22rem', display: 'block', 'color-scheme': 'normal' });
          emit('loaderstart', {});
          var opened = frame;
          var patience = window.setTimeout(function () {
            emit('loaderror', { error: { type: 'api_connection_error', message: 'The payment form could not be loaded.' } });
          }, 15000);
          opened.call('init', { key: key, clientSecret: settings.clientSecret, appearance: settings.appearance || {} }).then(function (answer) {
            window.clearTimeout(patience);
            if (frame !== opened) { return; }
            if (answer.error) { emit('loaderror', { error: answer.error }); } else { emit('ready', {}); }
          });
        },
        on: function (name, listener) { (listeners[name] = listeners[name] || []).push(listener); return element; },
        once: function (name, listener) {
          function single(event) { element.off(name, single); listener(event); }
          return element.on(name, single);
        },
        off: function (name, listener) {
          listeners[name] = (listeners[name] || []).filter(function (kept) { return listener && kept !== listener; });
          return element;
        },
        update: function () { return element; },
        focus: function () { if (frame) { frame.call('focus'); } },
        blur: function () { if (frame) { frame.element.blur(); } },
        clear: function () { if (frame) { frame.call('clear'); } },
        collapse: function () {},
        unmount: function () { if (frame) { frame.close(); frame = null; } },
        destroy: function () { element.unmount(); listeners = {}; settings.element = null; },
        sandboxCall: function (name, details) {
          return frame ? frame.call(name, details) : Promise.reject(fault('The Payment Element is not mounted.'));
        },
      };
      return element;
    }

    function elements(given) {
      if (!given || !given.clientSecret) { throw fault('elements() needs a clientSecret.'); }
      var settings = Object.assign({ element: null }, given);
      return {
        create: function (kind) {
          if (kind !== 'payment') { throw fault('The sandbox offers the payment element only.'); }
          if (settings.element) { throw fault('There is already a payment element.'); }
          settings.element = makeElement(settings);
          return settings.element;
        },
        getElement: function () { return settings.element; },
        update: function (changes) {
          Object.assign(settings, changes);
          if (settings.element && changes.appearance) { settings.element.sandboxCall('appearance', changes.appearance); }
        },
        fetchUpdates: function () { return settings.element ? settings.element.sandboxCall('fetchUpdates') : Promise.resolve({}); },
        submit: function () { return settings.element.sandboxCall('validate'); },
        sandboxSettings: settings,
      };
    }

    function confirmPayment(call) {
      var params = call.confirmParams || {};
      var settings = call.elements && call.elements.sandboxSettings;
      if (!settings || !settings.element) { throw fault('confirmPayment() needs elements with a mounted payment element.'); }
      if (!params.return_url && call.redirect !== 'if_required') { throw fault('confirmPayment() needs confirmParams.return_url.'); }
      var returnUrl = params.return_url ? new URL(params.return_url, window.location.href).href : null;
      return settings.element.sandboxCall('confirm', { returnUrl: returnUrl }).then(function (answer) {
        return follow(answer, { redirect: call.redirect, returnUrl: returnUrl });
      }).then(function (answer) {
        if (answer.error && settings.element) { settings.element.sandboxCall('showProblem', answer.error); }
        return answer;
      });
    }

    return {
      elements: elements,
      confirmPayment: confirmPayment,
      retrievePaymentIntent: retrieve,
      handleNextAction: function (call) {
        return retrieve(call.clientSecret).then(function (answer) { return follow(answer, { redirect: 'if_required' }); });
      },
      sandbox: true,
      options: options || {},
    };
  }

  Stripe.version = 'sandbox';
  window.Stripe = Stripe;
})();
